using System.ComponentModel.DataAnnotations;
using SocialEnzyme.Hub.Partnerships.Programmes;
using SocialEnzyme.Hub.ServiceDefaults.Wording;

namespace SocialEnzyme.Hub.Partnerships.Experiments;

/// <summary>Makes the result of an experiment one's own practice.</summary>
public sealed record AdoptResult
{
    /// <summary>What is done from now on.</summary>
    [Required]
    public string? Practice { get; init; }

    /// <summary>Four digits.</summary>
    public string? Municipality { get; init; }

    /// <summary>Repeats a call that was refused with personal-data-possible.</summary>
    public bool? ConfirmNoPersonalData { get; init; }
}

/// <summary>A result with where and how it was found: it says nothing of other places.</summary>
/// <param name="Label">The place that the figure is of, said so that nobody takes it for another's.</param>
public sealed record ResultView(string What, string Place, string Label, Figure? Figure = null, string? Method = null);

/// <summary>An experiment that repeats another.</summary>
public sealed record ReplicationView(Guid Id, string Title, string OwnerName, string Place, bool IsClosed, ExperimentOutcome? Outcome = null, ResultView? Result = null);

/// <summary>Who made the result its practice.</summary>
public sealed record AdoptionView(Guid ParticipantId, string Name, string Sector, string? Municipality, string Practice, DateTimeOffset At);

/// <summary>A programme that builds on it.</summary>
public sealed record BuiltOnView(Guid ProgrammeId, string Title, string OwnerName, int Chapters);

/// <summary>An experiment as everyone sees it, from the hypothesis to who adopted the result.</summary>
public sealed record ExperimentView
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required string OwnerName { get; init; }

    /// <summary>public, market or civil.</summary>
    public required string OwnerSector { get; init; }

    /// <summary>Rises by one with every change; send it back in If-Match.</summary>
    public required long Version { get; init; }

    public required string Title { get; init; }

    public required string Hypothesis { get; init; }

    public required DateOnly Start { get; init; }

    public required ExperimentMeasure Measure { get; init; }

    public required string Place { get; init; }

    public string? Municipality { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public string? ContactRole { get; init; }

    public IReadOnlyList<Material>? Materials { get; init; }

    /// <summary>The experiment that this one repeats.</summary>
    public Guid? ReplicationOf { get; init; }

    public required bool IsClosed { get; init; }

    public ExperimentOutcome? Outcome { get; init; }

    /// <summary>What was learned; every closed one has it.</summary>
    public string? Learning { get; init; }

    public ResultView? Result { get; init; }

    /// <summary>The first 100 that repeat it. In lists it is left out.</summary>
    public IReadOnlyList<ReplicationView>? Replications { get; init; }

    /// <summary>The first 100 that made it their practice. In lists it is left out.</summary>
    public IReadOnlyList<AdoptionView>? AdoptedBy { get; init; }

    /// <summary>The first 100 programmes that build on it. In lists it is left out.</summary>
    public IReadOnlyList<BuiltOnView>? Programmes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>In answers to its owner's changes: words to think about.</summary>
    public IReadOnlyList<TextWarning>? Warnings { get; init; }

    internal static ExperimentView Of(Experiment experiment) => new()
    {
        Id = experiment.Id,
        OwnerId = experiment.OwnerId,
        OwnerName = experiment.OwnerName,
        OwnerSector = experiment.OwnerSector,
        Version = experiment.Version,
        Title = experiment.Content.Title!,
        Hypothesis = experiment.Content.Hypothesis!,
        Start = experiment.Content.Start!.Value,
        Measure = experiment.Content.Measure!,
        Place = experiment.Content.Place!,
        Municipality = experiment.Content.Municipality,
        Tags = experiment.Content.Tags,
        ContactRole = experiment.Content.ContactRole,
        Materials = experiment.Content.Materials,
        ReplicationOf = experiment.ReplicationOf,
        IsClosed = experiment.IsClosed,
        Outcome = experiment.Outcome,
        Learning = experiment.Learning,
        Result = Show(experiment),
        CreatedAt = experiment.CreatedAt,
        ChangedAt = experiment.ChangedAt,
    };

    internal static ReplicationView Replication(Experiment experiment) => new(
        experiment.Id, experiment.Content.Title!, experiment.OwnerName, experiment.Content.Place!, experiment.IsClosed, experiment.Outcome, Show(experiment));

    internal ExperimentView Warned(Experiment experiment)
    {
        var warnings = RespectfulWords.Check(
            ("#/title", experiment.Content.Title), ("#/hypothesis", experiment.Content.Hypothesis), ("#/learning", experiment.Learning), ("#/result/what", experiment.Result?.What));
        return warnings.Count > 0 ? this with { Warnings = warnings } : this;
    }

    private static ResultView? Show(Experiment experiment) => experiment.Result is { } result
        ? new ResultView(result.What!, experiment.Content.Place!, $"fra {experiment.Content.Place}", result.Figure, result.Method ?? experiment.Content.Measure!.Method)
        : null;
}

/// <summary>A page of experiments, newest first; the cursor is absent on the last.</summary>
public sealed record ExperimentList(IReadOnlyList<ExperimentView> Items, string? Cursor = null);
