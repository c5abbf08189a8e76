using SocialEnzyme.Hub.Opportunities.Subscriptions;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>What can happen to a subject of the log, and how the world is told of it.</summary>
internal sealed class EventKind
{
    public static readonly EventKind NeedPublished = new("need.published", Topic.Needs) { IsOpen = true };
    public static readonly EventKind NeedUpdated = new("need.updated", Topic.Needs) { IsOpen = true };
    public static readonly EventKind NeedReopened = new("need.reopened", Topic.Needs) { IsOpen = true };
    public static readonly EventKind NeedFilled = new("need.filled", Topic.Needs) { Ends = true };
    public static readonly EventKind NeedWithdrawn = new("need.withdrawn", Topic.Needs) { Ends = true };
    public static readonly EventKind NeedExpired = new("need.expired", Topic.Needs) { Ends = true };

    public static readonly EventKind OpportunityMatched = new("opportunity.matched", Topic.Matches);
    public static readonly EventKind OpportunityAnswered = new("opportunity.answered", Topic.Matches);
    public static readonly EventKind OpportunityAgreed = new("opportunity.agreed", Topic.Matches);
    public static readonly EventKind OpportunityUnanswered = new("opportunity.unanswered", Topic.Matches);
    public static readonly EventKind OpportunityWithdrawn = new("opportunity.withdrawn", Topic.Matches) { Ends = true };

    public static readonly EventKind InterestFound = new("interest.found", Topic.Interests);

    public static readonly EventKind CallOutStarted = new("callout.started", Topic.CallOuts);
    public static readonly EventKind CallOutPromoted = new("callout.promoted", Topic.CallOuts);

    // No end: it also tells who has a place.
    public static readonly EventKind CallOutFilled = new("callout.filled", Topic.CallOuts);
    public static readonly EventKind CallOutStoodDown = new("callout.stooddown", Topic.CallOuts) { Ends = true };

    public static readonly EventKind PartnershipProposed = new("partnership.proposed", Topic.Partnerships);
    public static readonly EventKind PartnershipRevised = new("partnership.revised", Topic.Partnerships);
    public static readonly EventKind PartnershipConsented = new("partnership.consented", Topic.Partnerships);
    public static readonly EventKind PartnershipAgreed = new("partnership.agreed", Topic.Partnerships);
    public static readonly EventKind PartnershipActivated = new("partnership.activated", Topic.Partnerships);
    public static readonly EventKind PartnershipChanged = new("partnership.changed", Topic.Partnerships);
    public static readonly EventKind PartnershipReminded = new("partnership.reminded", Topic.Partnerships);
    public static readonly EventKind PartnershipCompleted = new("partnership.completed", Topic.Partnerships);
    public static readonly EventKind PartnershipEnded = new("partnership.ended", Topic.Partnerships);

    public static readonly EventKind HoursReported = new("hours.reported", Topic.Impact);
    public static readonly EventKind HoursApproved = new("hours.approved", Topic.Impact);
    public static readonly EventKind HoursRejected = new("hours.rejected", Topic.Impact);
    public static readonly EventKind HoursCorrected = new("hours.corrected", Topic.Impact);
    public static readonly EventKind ResultRecorded = new("result.recorded", Topic.Impact);

    /// <summary>All that the log holds and the world can be told.</summary>
    public static readonly IReadOnlyList<EventKind> All =
    [
        NeedPublished, NeedUpdated, NeedReopened, NeedFilled, NeedWithdrawn, NeedExpired,
        OpportunityMatched, OpportunityAnswered, OpportunityAgreed, OpportunityUnanswered, OpportunityWithdrawn,
        InterestFound, CallOutStarted, CallOutPromoted, CallOutFilled, CallOutStoodDown,
        PartnershipProposed, PartnershipRevised, PartnershipConsented, PartnershipAgreed, PartnershipActivated, PartnershipChanged,
        PartnershipReminded, PartnershipCompleted, PartnershipEnded,
        HoursReported, HoursApproved, HoursRejected, HoursCorrected, ResultRecorded,
    ];

    private static readonly Dictionary<string, EventKind> ByWord = All.ToDictionary(kind => kind.Word);

    private EventKind(string word, Topic topic)
    {
        (Word, Topic) = (word, topic);
        Type = $"dk.socialenzyme.{word}.v1";
        Source = "urn:socialenzyme:hub:" + (topic is Topic.Needs or Topic.Partnerships or Topic.Impact ? Topics.Word(topic) : "opportunities");
        Subjects = topic != Topic.Impact ? Topics.Word(topic) : word.StartsWith("result.", StringComparison.Ordinal) ? "results" : "hours";
        IdTag = $"{word[..word.IndexOf('.', StringComparison.Ordinal)]}.id";
    }

    /// <summary>Noun and past tense, as stored: need.published.</summary>
    public string Word { get; }

    /// <summary>Which subscriptions may be told.</summary>
    public Topic Topic { get; }

    /// <summary>CloudEvents type.</summary>
    public string Type { get; }

    /// <summary>CloudEvents source: the service, whoever caused it.</summary>
    public string Source { get; }

    /// <summary>The first part of the CloudEvents subject.</summary>
    public string Subjects { get; }

    /// <summary>The tag by which a trace names the subject.</summary>
    public string IdTag { get; }

    /// <summary>The need is open to help, as far as this event tells; its content is what filters judge.</summary>
    public bool IsOpen { get; private init; }

    /// <summary>Who never heard of the subject need not hear of this either.</summary>
    public bool Ends { get; private init; }

    public static EventKind Parse(string word) => ByWord[word];
}
