using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Voice;

/// <summary>A page of a listing.</summary>
/// <param name="Cursor">Leads to the next; absent on the last.</param>
public sealed record VoiceList<T>(IReadOnlyList<T> Items, string? Cursor = null);

/// <summary>Pages that go on after the last id of the one before.</summary>
internal sealed record VoicePage(Guid After, int Size)
{
    public static Outcome<VoicePage> Read(string? cursor, int? limit)
    {
        var errors = new List<FieldError>();
        var page = new VoicePage(Page.ReadCursor(cursor, errors) ?? Guid.Empty, Page.CheckLimit(limit, errors));
        return errors.Count > 0 ? Rejections.Invalid(errors) : page;
    }

    /// <summary>The page; one row more than its size tells that there is a next one.</summary>
    public VoiceList<TView> Of<T, TView>(IReadOnlyList<T> found, Func<T, Guid> id, Func<T, TView> view)
    {
        var (items, next) = Page.Of(found, Size, id);
        return new([.. items.Select(view)], next);
    }
}
