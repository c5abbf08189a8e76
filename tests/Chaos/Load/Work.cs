using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Load;

/// <summary>One kind of thing that participants do. What is new in the hub is added here as one more of them.</summary>
/// <param name="weight">How often, beside the others.</param>
internal abstract class Work(int weight)
{
    public int Weight => weight;

    /// <summary>Does it once, until it is answered.</summary>
    /// <returns>False: there was nothing to do.</returns>
    public abstract Task<bool> DoAsync(Ground ground, Book book, Random random);

    /// <summary>
    /// All that the hub does so far. Each group has workers of its own, so that a service that is down holds up only what needs it.
    /// </summary>
    public static IReadOnlyList<(int Workers, IReadOnlyList<Work> Works)> All(Pace pace) =>
    [
        (12, [new PublishOne(pace, byRest: true), new PublishOne(pace, byRest: false), new PublishMany(pace), new PublishAgain()]),
        (8, [new UpdateNeed(byRest: true), new UpdateNeed(byRest: false), new WithdrawNeed(), new ReservePlaces()]),
        (4, [new PublishOffer(), new DrawOnOffer(), new SettleDrawing()]),
        (3, [new Agree(pace.At(2)), new LookAtAgreed(pace.At(4)), new EndPartnership(pace.At(0.5))]),
        (2, [new ReportHours(pace.At(2))]),
    ];

    protected static Member One(IReadOnlyList<Member> members, Random random) => members[random.Next(members.Count)];

    protected static string NewId() => Guid.CreateVersion7().ToString();
}
