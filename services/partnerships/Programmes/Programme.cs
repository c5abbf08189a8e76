using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Wording;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>What worked somewhere, written so that others can do it too.</summary>
/// <param name="Version">Rises by one with every change; each is kept.</param>
internal sealed record Programme(
    Guid Id, Guid OwnerId, string OwnerName, string OwnerSector, long Version, bool IsPublished, ProgrammeContent Content,
    DateTimeOffset CreatedAt, DateTimeOffset ChangedAt)
{
    /// <summary>Null when the caller may write programmes, chapters and experiments.</summary>
    public static Rejection? UnlessMayWrite(Caller caller) => Rejections.UnlessAllowed(caller, Scopes.PartnershipsWrite);

    public static Rejection Missing(Guid id) => Rejections.NotFound("programme", id);

    /// <summary>A published one is public knowledge; a draft is its owner's.</summary>
    public bool IsShownTo(Caller caller) => IsPublished || OwnerId == caller.ParticipantId;

    public static Programme Create(ProgrammeContent content, bool isDraft, Caller caller, DateTimeOffset now) => new(
        Guid.CreateVersion7(), caller.ParticipantId, caller.Name, caller.Sector, 1, !isDraft, content, FieldRules.Moment(now), FieldRules.Moment(now));

    /// <summary>What it shall say instead; the same programme when that is nothing new.</summary>
    /// <param name="isDraft">False publishes a draft; null leaves it as it is.</param>
    public Outcome<Programme> Revise(ProgrammeContent content, bool? isDraft, Caller caller, DateTimeOffset now)
    {
        if (IsPublished && isDraft == true)
        {
            return new Rejection(ProblemCode.Conflict, new(
                "Programmet er udgivet, og andre bygger måske på det; det kan ikke blive kladde igen.",
                "The programme is published, and others may build on it; it cannot become a draft again."));
        }
        var isPublished = IsPublished || isDraft == false;
        return isPublished == IsPublished && KnowledgeJson.Write(content) == KnowledgeJson.Write(Content)
            ? this
            : this with
            {
                OwnerName = caller.Name,
                OwnerSector = caller.Sector,
                Version = Version + 1,
                IsPublished = isPublished,
                Content = content,
                ChangedAt = FieldRules.Moment(now),
            };
    }

    /// <summary>Words to think about, in what people read.</summary>
    public static IReadOnlyList<TextWarning> Warn(ProgrammeTemplate template, string at = "#") => RespectfulWords.Check(
    [
        ($"{at}/title", template.Title), ($"{at}/summary", template.Summary),
        .. (template.Steps ?? []).Index().SelectMany(step => new (string, string?)[]
        {
            ($"{at}/steps/{step.Index}/title", step.Item.Title), ($"{at}/steps/{step.Index}/description", step.Item.Description),
        }),
    ]);
}
