using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using SocialEnzyme.Hub.Partnerships.Programmes;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Experiments;

/// <summary>How an experiment ended.</summary>
public enum ExperimentOutcome
{
    /// <summary>What was believed turned out to be so.</summary>
    Worked,

    /// <summary>It did not. That is worth as much to others, and is shown as openly.</summary>
    Failed,

    /// <summary>One cannot tell.</summary>
    Unclear,
}

/// <summary>What is measured.</summary>
public sealed record ExperimentMeasure(string? What, string? Unit = null, string? Method = null);

/// <summary>What its owner says of an experiment before it is over.</summary>
public record ExperimentContent
{
    [Required]
    public string? Title { get; init; }

    /// <summary>What is believed, so that one can be wrong.</summary>
    [Required]
    public string? Hypothesis { get; init; }

    /// <summary>When it starts.</summary>
    [Required]
    public DateOnly? Start { get; init; }

    [Required]
    public ExperimentMeasure? Measure { get; init; }

    /// <summary>Where; a figure keeps its place.</summary>
    [Required]
    public string? Place { get; init; }

    /// <summary>Four digits.</summary>
    public string? Municipality { get; init; }

    /// <summary>At most 20.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>A role to ask for, never a person.</summary>
    public string? ContactRole { get; init; }

    /// <summary>At most 30.</summary>
    public IReadOnlyList<Material>? Materials { get; init; }
}

/// <summary>What came of it.</summary>
/// <param name="Method">How it was found; required with a figure.</param>
public sealed record ExperimentResult(string? What, Figure? Figure = null, string? Method = null);

/// <summary>Registers an experiment; it is seen by everyone from the start.</summary>
public sealed record StartExperiment : ExperimentContent
{
    /// <summary>The experiment that this one repeats.</summary>
    public Guid? ReplicationOf { get; init; }

    /// <summary>Repeats a call that was refused with personal-data-possible.</summary>
    public bool? ConfirmNoPersonalData { get; init; }

    /// <summary>Says nothing yet.</summary>
    [JsonConstructor]
    public StartExperiment()
    {
    }
}

/// <summary>Ends an experiment with what was learned, also when it failed.</summary>
public sealed record CloseExperiment
{
    [Required]
    public ExperimentOutcome? Outcome { get; init; }

    /// <summary>What one knows now that one did not know before. Without it no experiment is closed.</summary>
    [Required]
    public string? Learning { get; init; }

    public ExperimentResult? Result { get; init; }

    /// <summary>Repeats a call that was refused with personal-data-possible.</summary>
    public bool? ConfirmNoPersonalData { get; init; }
}

/// <summary>What somebody tries out.</summary>
/// <param name="Learning">Null until it is closed, and never after.</param>
internal sealed record Experiment(
    Guid Id, Guid OwnerId, string OwnerName, string OwnerSector, long Version, ExperimentContent Content, Guid? ReplicationOf,
    ExperimentOutcome? Outcome, string? Learning, ExperimentResult? Result, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt)
{
    public bool IsClosed => Outcome is not null;

    public static Rejection Missing(Guid id) => Rejections.NotFound("experiment", id);

    public static Experiment Start(ExperimentContent content, Guid? replicationOf, Caller caller, DateTimeOffset now) => new(
        Guid.CreateVersion7(), caller.ParticipantId, caller.Name, caller.Sector, 1, content, replicationOf, null, null, null, FieldRules.Moment(now), FieldRules.Moment(now));

    public Outcome<Experiment> Revise(ExperimentContent content, DateTimeOffset now) =>
        IsClosed ? Closed
        : KnowledgeJson.Write(content) == KnowledgeJson.Write(Content) ? this
        : this with { Version = Version + 1, Content = content, ChangedAt = FieldRules.Moment(now) };

    public Outcome<Experiment> Close(CloseExperiment end, DateTimeOffset now) => IsClosed
        ? Closed
        : this with { Version = Version + 1, Outcome = end.Outcome, Learning = end.Learning, Result = end.Result, ChangedAt = FieldRules.Moment(now) };

    // What was learned is history: others build on it.
    private static readonly Rejection Closed = new(ProblemCode.Conflict, new(
        "Forsøget er afsluttet; gentag det som et nyt, hvis I har lært mere.", "The experiment is closed; repeat it as a new one if you have learned more."));
}
