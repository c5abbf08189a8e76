namespace SocialEnzyme.Hub.Impact.Hearings;

/// <summary>A need made of a comment, as POST /v1/needs takes it: a draft, with a link back to where it was said.</summary>
public sealed record DraftNeed(
    string Title, string Description, string Category, string Municipality, bool Draft, IReadOnlyDictionary<string, string> Extensions)
{
    private const int MaxTitle = 200;

    internal static DraftNeed Of(Hearing hearing, Guid comment, string text)
    {
        var title = $"Forslag: {hearing.Title}";
        return new DraftNeed(
            title.Length > MaxTitle ? title[..MaxTitle].TrimEnd() : title, text, hearing.Category, hearing.Municipality, true,
            new Dictionary<string, string> { ["comment"] = comment.ToString(), ["hearing"] = $"/v1/hearings/{hearing.Id}" });
    }
}
