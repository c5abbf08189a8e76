using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Voice;

/// <summary>Issues single-use tokens, which are shown once.</summary>
/// <param name="OutOf">Draws at random whom to invite: this many stand on the owner's list.</param>
public sealed record IssueTokens([property: Required] int? Count = null, int? OutOf = null);

/// <summary>Tokens that are shown now and never again.</summary>
/// <param name="Drawn">When it was asked for: the numbers on the owner's list, from 1, that were drawn to be invited.</param>
public sealed record IssuedTokens(IReadOnlyList<string> Tokens, IReadOnlyList<int>? Drawn = null);

/// <summary>How many tokens may be issued.</summary>
/// <param name="AtOnce">In one call.</param>
/// <param name="InAll">For the whole roll.</param>
internal sealed record TokenLimits(int AtOnce, int InAll);

internal static class TokenIssue
{
    private const int MaxList = 1_000_000;

    /// <summary>What is wrong with the wish; null when nothing is.</summary>
    public static Rejection? Check(IssueTokens said, TokenLimits limits)
    {
        var errors = new List<FieldError>();
        if (said.Count is not { } count || count < 1 || count > limits.AtOnce)
        {
            errors.Add(new("#/count", new(
                FormattableString.Invariant($"Skriv 1 til {limits.AtOnce}."), FormattableString.Invariant($"Write 1 to {limits.AtOnce}."))));
        }
        if (said.OutOf is { } outOf && (outOf < (said.Count ?? 1) || outOf > MaxList))
        {
            errors.Add(new("#/outOf", new(
                FormattableString.Invariant($"Skriv, hvor mange der står på listen: mindst count og højst {MaxList}."),
                FormattableString.Invariant($"Write how many stand on the list: at least count, at most {MaxList}."))));
        }
        return errors.Count > 0 ? Rejections.Invalid(errors) : null;
    }

    /// <summary>Issues what was checked; the caller has seen that the roll is its own.</summary>
    public static async Task<Outcome<IssuedTokens>> RunAsync(NpgsqlDataSource db, Guid roll, IssueTokens said, TokenLimits limits, CancellationToken ct)
    {
        var tokens = Enumerable.Range(0, said.Count!.Value).Select(_ => Token.Create()).ToList();
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var locked = await RollStore.LockAsync(transaction, roll, ct);
        if (locked.IsOver)
        {
            return VoiceProblems.Late;
        }
        if (locked.Issued + tokens.Count > limits.InAll)
        {
            return VoiceProblems.TooMany(limits.InAll, locked.Issued);
        }
        await RollStore.IssueAsync(transaction, roll, [.. tokens.Select(token => Token.Hash(token)!)], ct);
        await transaction.CommitAsync(ct);
        return new IssuedTokens(tokens, said.OutOf is { } outOf ? Draw(tokens.Count, outOf) : null);
    }

    /// <summary>So many different numbers from 1 to the last, every set as likely as any other.</summary>
    internal static IReadOnlyList<int> Draw(int count, int last)
    {
        // Floyd's: one random number each, whatever the length of the list.
        var drawn = new SortedSet<int>();
        for (var top = last - count + 1; top <= last; top++)
        {
            if (!drawn.Add(RandomNumberGenerator.GetInt32(1, top + 1)))
            {
                drawn.Add(top);
            }
        }
        return [.. drawn];
    }
}
