using System.ComponentModel.DataAnnotations;
using Npgsql;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Surveys;

/// <summary>Opens a survey for an area, with a round before and a round after.</summary>
/// <param name="Municipality">Four digits.</param>
/// <param name="Area">The name of a part of it, as people there say it.</param>
/// <param name="Centre">The middle of that part; it is rounded to 100 m.</param>
public sealed record OpenSurvey(
    [property: Required] string? Title = null, [property: Required] string? Municipality = null, string? Area = null, SurveyCentre? Centre = null,
    bool? ConfirmNoPersonalData = null);

internal sealed class SurveyRules : Opening
{
    private const int MaxArea = 100;

    public static Outcome<Survey> Check(OpenSurvey said, Caller caller, DateTimeOffset now)
    {
        var rules = new SurveyRules();
        if (!Municipalities.TryGet(said.Municipality?.Trim(), out var municipality))
        {
            rules.Wrong("#/municipality", "Der er ingen kommune med den kode; skriv fire cifre.", "There is no municipality with this code; write four digits.");
        }
        return rules.Say(new Survey(
            Guid.CreateVersion7(now), caller.ParticipantId, caller.Name, rules.Required("#/title", said.Title, MaxTitle), municipality?.Code ?? "",
            rules.Optional("#/area", said.Area, MaxArea), rules.Centre(said.Centre, municipality), SurveyQuestions.Asked.Set, Moment(now)));
    }

    private GeoPoint? Centre(SurveyCentre? said, Municipality? municipality)
    {
        if (said is null)
        {
            return null;
        }
        if (!GeoPoint.TryCreate(said.Latitude, said.Longitude, out var point) || municipality?.Bounds.Contains(point) == false)
        {
            Wrong("#/centre", "Stedet ligger ikke i kommunen.", "The place is not in the municipality.");
            return null;
        }
        return point.ToPublic();
    }
}

internal sealed class OpenSurveyHandler(NpgsqlDataSource db, TimeProvider clock)
{
    public async Task<Outcome<SurveyView>> HandleAsync(Caller caller, OpenSurvey command, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactWrite) is { } missing)
        {
            return missing;
        }
        var now = clock.GetUtcNow();
        if (SurveyRules.Check(command, caller, now).IsRejected(out var rejection, out var survey))
        {
            return rejection;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await SurveyStore.AddAsync(transaction, survey, ct);
        var rolls = new Guid[SurveyRound.Both.Count];
        for (var round = 0; round < rolls.Length; round++)
        {
            rolls[round] = Guid.CreateVersion7(now);
            await RollStore.AddAsync(transaction, rolls[round], FieldRules.Moment(now), null, ct);
            await SurveyStore.AddRoundAsync(transaction, survey.Id, SurveyRound.Both[round], rolls[round], ct);
        }
        await transaction.CommitAsync(ct);
        return SurveyView.Of(survey, await RollStore.GetAsync(db, rolls[0], ct), await RollStore.GetAsync(db, rolls[1], ct));
    }
}
