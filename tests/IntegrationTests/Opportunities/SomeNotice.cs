using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

/// <summary>Notices as this service publishes them: a test spells out only whom they are for.</summary>
internal static class SomeNotice
{
    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    public static OpportunityMatched Matched(Guid needOwner, Guid offerOwner, Guid? match = null, long version = 1) =>
        new(match ?? Guid.CreateVersion7(), version, Match(needOwner, offerOwner), Now);

    public static OpportunityAnswered Answered(OpportunityMatched matched, long version) => new(matched.MatchId, version, matched.Match with { NeedAnswer = "yes" }, Now);

    public static OpportunityAgreed Agreed(OpportunityMatched matched, long version) =>
        new(matched.MatchId, version, matched.Match with { NeedAnswer = "yes", OfferAnswer = "yes" }, Now);

    public static OpportunityWithdrawn Withdrawn(OpportunityMatched matched, long version) => new(matched.MatchId, version, matched.Match, "need-withdrawn", Now);

    public static SharedInterestFound Interest(params Guid[] owners) => new(
        Guid.CreateVersion7(), 1, "trivsel", [.. owners.Select(owner => new PublicInterest(Guid.CreateVersion7(), "Lektiehjælp", owner, "Ærø Kommune"))], Now);

    public static CallOutStarted Started(Guid holder) => new(Guid.CreateVersion7(), 1, holder, CallOut(), Now);

    public static CallOutPromoted Promoted(CallOutStarted started, long version) => new(started.NoticeId, version, started.HolderId, started.CallOut, Now);

    public static CallOutFilled Filled(CallOutStarted started, long version) => new(started.NoticeId, version, started.HolderId, started.CallOut, Now);

    public static CallOutStoodDown StoodDown(CallOutStarted started, long version) =>
        new(started.NoticeId, version, started.HolderId, started.CallOut, "need-withdrawn", Now);

    private static PublicMatch Match(Guid needOwner, Guid offerOwner) => new(
        Guid.CreateVersion7(), "Lektiehjælp søges", needOwner, "Ærø Kommune", Guid.CreateVersion7(), "Ti timer om måneden", offerOwner, "Eksempel A/S",
        870, "1", [new PublicReason("category", true, 1_000, "Samme kategori.", "The same category.")], "De passer.", "They fit.", "none", "none");

    private static PublicCallOut CallOut() => new(
        Guid.CreateVersion7(), Guid.CreateVersion7(), "Sandsække ved havnen", "Ærø Kommune", "0492", new PublicPlace(54.89, 10.41), null, null, null, 1, false,
        [new PublicVolunteer(Guid.CreateVersion7(), "frivillig 7", "asked", 1.2)]);
}
