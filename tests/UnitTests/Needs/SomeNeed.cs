using SocialEnzyme.Hub.Needs;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.UnitTests.Needs;

/// <summary>Valid needs; a test spells out only what it is about.</summary>
internal static class SomeNeed
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    public static Caller Publisher(string sector = "public") => new(
        Guid.CreateVersion7(), "Eksempel Kommune", sector, "municipality", Guid.CreateVersion7(), new HashSet<string> { Scopes.NeedsWrite }, null);

    public static NeedContent Content() => new()
    {
        Title = "Lektiehjælp",
        Description = "To aftener om ugen.",
        Category = "uddannelse",
        Municipality = "0101",
    };

    public static CheckedContent Checked(NeedContent? content = null) =>
        NeedRules.Check(content ?? Content(), Now).IsRejected(out var rejection, out var clean)
            ? throw new InvalidOperationException(rejection.Detail.English)
            : clean;

    public static Need Published(NeedContent? content = null, Caller? by = null) =>
        Need.Publish(Checked(content), isDraft: false, by ?? Publisher(), Now).Need;

    public static Rejection Refused<T>(Outcome<T> outcome) =>
        outcome.IsRejected(out var rejection, out _) ? rejection : throw new InvalidOperationException("It was not refused.");

    public static T Done<T>(Outcome<T> outcome) =>
        outcome.IsRejected(out var rejection, out var value) ? throw new InvalidOperationException(rejection.Detail.English) : value;
}
