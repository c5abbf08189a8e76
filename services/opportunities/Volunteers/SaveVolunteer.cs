using System.ComponentModel.DataAnnotations;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Volunteers;

/// <summary>Saves where somebody would help; the same reference again changes it. There is no field for who it is.</summary>
public sealed record SaveVolunteer(
    [property: Required] string? Reference = null, [property: Required] VolunteerPlace? Place = null, [property: Required] double? RadiusKm = null,
    IReadOnlyList<string>? Categories = null, IReadOnlyList<string>? Skills = null,
    QuietBody? QuietHours = null, int? WeeklyLimit = null, bool? ConfirmNoPersonalData = null);

/// <summary>Danish local time: {"from": "21:00", "until": "08:00"}.</summary>
public sealed record QuietBody(string? From = null, string? Until = null);

/// <param name="IsNew">False: the volunteer was there and was changed.</param>
internal sealed record SavedVolunteer(Volunteer Volunteer, bool IsNew);

internal sealed class SaveVolunteerHandler(NpgsqlDataSource db, TimeProvider clock)
{
    public async Task<Outcome<SavedVolunteer>> HandleAsync(Caller caller, SaveVolunteer command, CancellationToken ct)
    {
        if (Holder.UnlessMayHold(caller) is { } forbidden)
        {
            return forbidden;
        }
        var now = clock.GetUtcNow();
        if (VolunteerRules.Check(command, Guid.CreateVersion7(now), caller.ParticipantId, now).IsRejected(out var rejection, out var volunteer))
        {
            return rejection;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (saved, isNew) = await VolunteerStore.SaveAsync(transaction, volunteer, ct);
        if (isNew && !await VolunteerStore.CountOneMoreAsync(transaction, caller.ParticipantId, VolunteerRules.MaxPerHolder, ct))
        {
            return TooMany;
        }
        await transaction.CommitAsync(ct);
        return new SavedVolunteer(saved, isNew);
    }

    private static readonly Rejection TooMany = new(ProblemCode.Conflict, new(
        $"Der er allerede {VolunteerRules.MaxPerHolder} frivillige; slet en først.",
        $"There are already {VolunteerRules.MaxPerHolder} volunteers; delete one first."));
}

/// <summary>Who may hold volunteers.</summary>
internal static class Holder
{
    /// <summary>Null for a participant of the civil sector whose key says so.</summary>
    public static Rejection? UnlessMayHold(Caller caller) =>
        Rejections.UnlessAllowed(caller, Scopes.CalloutsAnswer) ?? (caller.Sector == "civil" ? null : NotYourSector);

    private static readonly Rejection NotYourSector = new(ProblemCode.SectorNotAllowed, new(
        "Frivillige holdes af civilsamfundets organisationer.", "Volunteers are held by organisations of the civil sector."));
}
