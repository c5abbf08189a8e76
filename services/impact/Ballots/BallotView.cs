using SocialEnzyme.Hub.Impact.Voice;

namespace SocialEnzyme.Hub.Impact.Ballots;

/// <summary>A ballot as its owner sees it; what was voted is for everybody, once it has ended.</summary>
/// <param name="Page">Where somebody with a code votes in a browser.</param>
public sealed record BallotView(
    Guid Id, string Title, string Question, IReadOnlyList<string> Options, RollView Roll, string Page, DateTimeOffset CreatedAt)
{
    internal static BallotView Of(Ballot ballot, Roll roll) =>
        new(ballot.Id, ballot.Title, ballot.Question, ballot.Options, roll.View, $"/v1/ballots/{ballot.Id}/page", ballot.CreatedAt);
}

/// <summary>How many chose an option.</summary>
public sealed record OptionCount(int Option, string Text, int Votes);

/// <summary>The result of a ballot that has ended.</summary>
/// <param name="Bulletin">Where the file is from which anyone can count again.</param>
/// <param name="BulletinSha256">The digest of that file.</param>
public sealed record BallotResult(
    Guid Id, string Title, string Question, string OwnerName, IReadOnlyList<OptionCount> Counts, int Votes, int Invited, DateTimeOffset EndedAt, string Bulletin,
    string BulletinSha256);
