using System.ComponentModel.DataAnnotations;
using Npgsql;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Surveys;

/// <summary>Answers a survey with a code; the code says which round it is.</summary>
/// <param name="Answers">A value from 1 to 5 for each dimension; one may be left out.</param>
public sealed record AnswerSurvey([property: Required] string? Token = null, [property: Required] IReadOnlyDictionary<string, int>? Answers = null);

/// <summary>The answer is counted; nothing more is known of it.</summary>
public sealed record AnswerCounted(bool Counted = true);

internal sealed class AnswerSurveyHandler(NpgsqlDataSource db)
{
    public async Task<Outcome<AnswerCounted>> HandleAsync(Guid id, AnswerSurvey command, CancellationToken ct)
    {
        if (command.Token is null)
        {
            return VoiceProblems.Missing;
        }
        if (Token.Hash(command.Token) is not { } hash || await SurveyStore.RoundsAsync(db, [id], ct) is not { Count: > 0 } rounds)
        {
            return VoiceProblems.Unknown;
        }
        if (Check(command).IsRejected(out var rejection, out var places))
        {
            return rejection;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (taking, roll) = await RollStore.TakeAsync(transaction, hash, [.. rounds[id].Select(round => round.RollId)], ct);
        if (VoiceProblems.Unless(taking) is { } refused)
        {
            return refused;
        }
        await SurveyStore.CountAsync(transaction, roll, places, ct);
        await transaction.CommitAsync(ct);
        return new AnswerCounted();
    }

    /// <summary>Which counters rise.</summary>
    internal static Outcome<int[]> Check(AnswerSurvey command)
    {
        var questions = SurveyQuestions.Asked.Questions;
        var answers = command.Answers ?? new Dictionary<string, int>();
        var places = questions.Select((question, place) => (place, IsThere: answers.TryGetValue(question.Dimension, out var value), value))
            .Where(answer => answer.IsThere).ToList();
        if (places.Count == 0 || places.Count < answers.Count || places.Any(answer => answer.value is < 1 or > SurveyQuestions.Values))
        {
            // What was written is not repeated: a name may be anything.
            var names = string.Join(", ", questions.Select(question => question.Dimension));
            return Rejections.Invalid("#/answers", $"Svar med 1 til 5 på mindst én af {names}.", $"Answer with 1 to 5 at least one of {names}.");
        }
        return places.Select(answer => SurveyRound.Place(answer.place, answer.value)).ToArray();
    }
}
