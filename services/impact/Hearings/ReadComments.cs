using Npgsql;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hearings;

internal sealed class ReadCommentsHandler(NpgsqlDataSource db, ReadHearingsHandler hearings)
{
    /// <summary>All comments of a hearing of one's own, in the order of their random ids.</summary>
    public async Task<Outcome<VoiceList<HearingComment>>> CommentsAsync(Caller caller, Guid id, string? cursor, int? limit, CancellationToken ct) =>
        (await hearings.OwnAsync(caller, id, ct)).IsRejected(out var rejection, out _) ? rejection : await CommentPageAsync(id, cursor, limit, isPublic: false, ct);

    /// <summary>All themes of a hearing of one's own.</summary>
    public async Task<Outcome<VoiceList<HearingTheme>>> ThemesAsync(Caller caller, Guid id, string? cursor, int? limit, CancellationToken ct) =>
        (await hearings.OwnAsync(caller, id, ct)).IsRejected(out var rejection, out _) ? rejection : await ThemePageAsync(id, cursor, limit, isPublic: false, ct);

    /// <summary>The answers that were given, for everybody; before the first one there is nothing.</summary>
    public async Task<Outcome<VoiceList<HearingTheme>>> PublicAnswersAsync(Guid id, string? cursor, int? limit, CancellationToken ct) =>
        await UnlessAnsweredAsync(id, ct) is { } rejection ? rejection : await ThemePageAsync(id, cursor, limit, isPublic: true, ct);

    /// <summary>The comments that were answered, each with its theme; as with the answers.</summary>
    public async Task<Outcome<VoiceList<HearingComment>>> PublicCommentsAsync(Guid id, string? cursor, int? limit, CancellationToken ct) =>
        await UnlessAnsweredAsync(id, ct) is { } rejection ? rejection : await CommentPageAsync(id, cursor, limit, isPublic: true, ct);

    /// <summary>A draft of a need made of a comment: of one that is published, or in a hearing of one's own.</summary>
    public async Task<Outcome<DraftNeed>> DraftAsync(Caller caller, Guid id, Guid commentId, CancellationToken ct)
    {
        if (await HearingStore.FindAsync(db, id, ct) is not { } hearing || await ThemeStore.FindCommentAsync(db, id, commentId, ct) is not { } comment)
        {
            return Rejections.NotFound("comment", commentId);
        }
        var isOwn = hearing.OwnerId == caller.ParticipantId && caller.Has(Scopes.ImpactWrite);
        return isOwn || comment.Published ? DraftNeed.Of(hearing, commentId, comment.Text!) : Rejections.NotFound("comment", commentId);
    }

    private async Task<Rejection?> UnlessAnsweredAsync(Guid id, CancellationToken ct) =>
        (await ThemeStore.ListAsync(db, id, Guid.Empty, 1, isPublic: true, ct)).Count == 0 ? Rejections.NotFound("hearing", id) : null;

    private async Task<Outcome<VoiceList<HearingComment>>> CommentPageAsync(Guid id, string? cursor, int? limit, bool isPublic, CancellationToken ct) =>
        VoicePage.Read(cursor, limit).IsRejected(out var rejection, out var page)
            ? rejection
            : page.Of(await ThemeStore.CommentsAsync(db, id, page.After, page.Size + 1, isPublic, ct), comment => comment.Id, comment => comment);

    private async Task<Outcome<VoiceList<HearingTheme>>> ThemePageAsync(Guid id, string? cursor, int? limit, bool isPublic, CancellationToken ct) =>
        VoicePage.Read(cursor, limit).IsRejected(out var rejection, out var page)
            ? rejection
            : page.Of(await ThemeStore.ListAsync(db, id, page.After, page.Size + 1, isPublic, ct), theme => theme.Id, theme => theme);
}
