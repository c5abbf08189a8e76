using System.ComponentModel.DataAnnotations;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hearings;

/// <summary>Names what many comments are about.</summary>
/// <param name="Comments">Those that belong to it, at most 500 at once; more may be added.</param>
public sealed record NameTheme([property: Required] string? Title = null, IReadOnlyList<Guid>? Comments = null, bool? ConfirmNoPersonalData = null);

/// <summary>Adds comments to a theme; a comment belongs to one theme at most.</summary>
public sealed record AddComments([property: Required] IReadOnlyList<Guid>? Comments = null);

/// <summary>Answers all comments of a theme at once; public from now on. Answering again takes the place of the answer before.</summary>
/// <param name="PublishComments">Makes the texts of the comments public too. Read them first: they may tell of somebody.</param>
public sealed record AnswerTheme([property: Required] string? Answer = null, bool? PublishComments = null, bool? ConfirmNoPersonalData = null);

internal sealed class GatherCommentsHandler(NpgsqlDataSource db, ReadHearingsHandler hearings, TimeProvider clock)
{
    private const int MaxThemes = 500;
    private const int MaxAtOnce = 500;

    public async Task<Outcome<HearingTheme>> NameAsync(Caller caller, Guid id, NameTheme command, CancellationToken ct)
    {
        if ((await hearings.OwnAsync(caller, id, ct)).IsRejected(out var rejection, out _)
            || HearingRules.CheckText("#/title", command.Title, HearingRules.MaxTitle).IsRejected(out rejection, out var title)
            || Distinct(command.Comments).IsRejected(out rejection, out var comments))
        {
            return rejection;
        }
        if (await ThemeStore.CountAsync(db, id, ct) >= MaxThemes)
        {
            return new Rejection(ProblemCode.Conflict, new("Høringen har 500 temaer; saml nogle af dem.", "The hearing has 500 themes; gather some of them."));
        }
        var theme = Guid.CreateVersion7(clock.GetUtcNow());
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ThemeStore.AddAsync(transaction, id, theme, title, ct);
        if (await ThemeStore.GatherAsync(transaction, id, theme, comments, ct) != comments.Count)
        {
            return NotAll;
        }
        await transaction.CommitAsync(ct);
        return (await ThemeStore.FindAsync(db, id, theme, ct))!;
    }

    public async Task<Outcome<HearingTheme>> AddAsync(Caller caller, Guid id, Guid theme, AddComments command, CancellationToken ct)
    {
        if ((await OwnThemeAsync(caller, id, theme, ct)).IsRejected(out var rejection, out _) || Distinct(command.Comments).IsRejected(out rejection, out var comments))
        {
            return rejection;
        }
        if (command.Comments is null)
        {
            return Rejections.Invalid("#/comments", "Skriv kommentarernes id'er.", "Write the ids of the comments.");
        }
        await using (var connection = await db.OpenConnectionAsync(ct))
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            if (await ThemeStore.GatherAsync(transaction, id, theme, comments, ct) != comments.Count)
            {
                return NotAll;
            }
            await transaction.CommitAsync(ct);
        }
        return (await ThemeStore.FindAsync(db, id, theme, ct))!;
    }

    public async Task<Outcome<HearingTheme>> AnswerAsync(Caller caller, Guid id, Guid theme, AnswerTheme command, CancellationToken ct)
    {
        if ((await OwnThemeAsync(caller, id, theme, ct)).IsRejected(out var rejection, out _)
            || HearingRules.CheckText("#/answer", command.Answer, HearingRules.MaxAnswer).IsRejected(out rejection, out var answer))
        {
            return rejection;
        }
        await using (var connection = await db.OpenConnectionAsync(ct))
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await ThemeStore.AnswerAsync(transaction, theme, answer, FieldRules.Moment(clock.GetUtcNow()), command.PublishComments == true, ct);
            await transaction.CommitAsync(ct);
        }
        return (await ThemeStore.FindAsync(db, id, theme, ct))!;
    }

    private async Task<Outcome<HearingTheme>> OwnThemeAsync(Caller caller, Guid id, Guid theme, CancellationToken ct)
    {
        if ((await hearings.OwnAsync(caller, id, ct)).IsRejected(out var rejection, out _))
        {
            return rejection;
        }
        return await ThemeStore.FindAsync(db, id, theme, ct) is { } found ? found : Rejections.NotFound("theme", theme);
    }

    private static Outcome<List<Guid>> Distinct(IReadOnlyList<Guid>? said) => said?.Count > MaxAtOnce
        ? Rejections.Invalid("#/comments", "Højst 500 ad gangen.", "At most 500 at once.")
        : (said ?? []).Distinct().ToList();

    private static readonly Rejection NotAll = Rejections.Invalid("#/comments",
        "Ikke alle er kommentarer i denne høring; intet er ændret.", "Not all of these are comments of this hearing; nothing was changed.");
}
