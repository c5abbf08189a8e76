using Npgsql;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Surveys;

internal sealed class ReadSurveysHandler(NpgsqlDataSource db)
{
    private static readonly TokenLimits Limits = new(5_000, 20_000);

    public async Task<Outcome<VoiceList<SurveyView>>> ListAsync(Caller caller, string? cursor, int? limit, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactWrite) is { } missing)
        {
            return missing;
        }
        if (VoicePage.Read(cursor, limit).IsRejected(out var rejection, out var page))
        {
            return rejection;
        }
        var found = await SurveyStore.ListAsync(db, caller.ParticipantId, page.After, page.Size + 1, ct);
        var rounds = await SurveyStore.RoundsAsync(db, [.. found.Select(survey => survey.Id)], ct);
        var rolls = await RollStore.GetManyAsync(db, [.. rounds.Values.SelectMany(both => both).Select(round => round.RollId)], ct);
        return page.Of(found, survey => survey.Id, survey => SurveyView.Of(survey, rolls[rounds[survey.Id][0].RollId], rolls[rounds[survey.Id][1].RollId]));
    }

    public async Task<Outcome<SurveyView>> GetAsync(Caller caller, Guid id, CancellationToken ct) =>
        (await OwnAsync(caller, id, ct)).IsRejected(out var rejection, out var survey) ? rejection : await ViewAsync(survey, ct);

    public async Task<Outcome<IssuedTokens>> IssueAsync(Caller caller, Guid id, string round, IssueTokens command, CancellationToken ct)
    {
        if ((await OwnAsync(caller, id, ct)).IsRejected(out var rejection, out _))
        {
            return rejection;
        }
        return TokenIssue.Check(command, Limits) is { } wrong ? wrong : await TokenIssue.RunAsync(db, await RollOfAsync(id, round, ct), command, Limits, ct);
    }

    /// <summary>Ends a round of one's own: its result can be read from now on, and nothing changes any more.</summary>
    public async Task<Outcome<SurveyView>> CloseAsync(Caller caller, Guid id, string round, CancellationToken ct)
    {
        if ((await OwnAsync(caller, id, ct)).IsRejected(out var rejection, out var survey))
        {
            return rejection;
        }
        await using (var connection = await db.OpenConnectionAsync(ct))
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var roll = await RollStore.LockAsync(transaction, await RollOfAsync(id, round, ct), ct);
            if (roll.EndedAt is null)
            {
                await RollStore.EndAsync(transaction, roll, ct);
                await transaction.CommitAsync(ct);
            }
        }
        return await ViewAsync(survey, ct);
    }

    /// <summary>Of the rounds that have ended, for everybody; before that it is not there.</summary>
    public async Task<Outcome<SurveyResult>> ResultAsync(Guid id, CancellationToken ct)
    {
        var rounds = (await SurveyStore.RoundsAsync(db, [id], ct)).GetValueOrDefault(id, []);
        var rolls = await RollStore.GetManyAsync(db, [.. rounds.Select(round => round.RollId)], ct);
        var ended = rounds.Where(round => rolls[round.RollId].EndedAt is not null).Select(round => round.RollId).ToHashSet();
        if (ended.Count == 0 || await SurveyStore.FindAsync(db, id, ct) is not { } survey)
        {
            return Rejections.NotFound("survey", id);
        }
        // Read again: what was read before the end was seen may lack the last answers.
        rounds = (await SurveyStore.RoundsAsync(db, [id], ct))[id];
        return SurveyResults.Of(survey, [.. rounds.Where(round => ended.Contains(round.RollId)).Select(round => (round, rolls[round.RollId]))]);
    }

    /// <summary>What whoever has the address may read before answering.</summary>
    public Task<Survey?> PaperAsync(Guid id, CancellationToken ct) => SurveyStore.FindAsync(db, id, ct);

    private async Task<Guid> RollOfAsync(Guid id, string round, CancellationToken ct) =>
        (await SurveyStore.RoundsAsync(db, [id], ct))[id].Single(each => each.Round == round).RollId;

    private async Task<SurveyView> ViewAsync(Survey survey, CancellationToken ct)
    {
        var rounds = (await SurveyStore.RoundsAsync(db, [survey.Id], ct))[survey.Id];
        return SurveyView.Of(survey, await RollStore.GetAsync(db, rounds[0].RollId, ct), await RollStore.GetAsync(db, rounds[1].RollId, ct));
    }

    private async Task<Outcome<Survey>> OwnAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactWrite) is { } missing)
        {
            return missing;
        }
        return await SurveyStore.FindAsync(db, id, ct) is { } survey && survey.OwnerId == caller.ParticipantId ? survey : Rejections.NotFound("survey", id);
    }
}
