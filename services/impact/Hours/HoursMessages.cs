using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using SocialEnzyme.Hub.ServiceDefaults.Privacy;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using Proto = SocialEnzyme.Hub.Contracts.Impact.V1;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>Hours as gRPC messages and back; an empty text is one that was left out.</summary>
internal static class HoursMessages
{
    /// <summary>How many refused rows a stream's answer tells of.</summary>
    private const int MaxProblems = 1_000;

    public static Outcome<ReportHour> Read(Proto.HoursRow? row)
    {
        row ??= new Proto.HoursRow();
        var day = DateOnly.MinValue;
        var (partnership, party) = (Guid.Empty, Guid.Empty);
        var errors = new List<FieldError>();
        if (row.PartnershipId.Length > 0 && !Guid.TryParse(row.PartnershipId, out partnership))
        {
            errors.Add(new("#/row/partnershipId", new("Skriv et UUID.", "Write a UUID.")));
        }
        if (row.PartyId.Length > 0 && !Guid.TryParse(row.PartyId, out party))
        {
            errors.Add(new("#/row/partyId", new("Skriv et UUID.", "Write a UUID.")));
        }
        if (row.Day.Length > 0 && !DateOnly.TryParseExact(row.Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
        {
            errors.Add(new("#/row/day", new("Skriv dagen som 2026-11-22.", "Write the day as 2026-11-22.")));
        }
        return errors.Count > 0 ? Rejections.Invalid(errors) : new ReportHour
        {
            Reference = row.Reference,
            PartnershipId = row.PartnershipId.Length > 0 ? partnership : null,
            PartyId = row.PartyId.Length > 0 ? party : null,
            Kind = row.Kind switch
            {
                Proto.HoursKind.Frivillig => HoursKind.Frivillig,
                Proto.HoursKind.CsrLoentid => HoursKind.CsrLoentid,
                Proto.HoursKind.Faglig => HoursKind.Faglig,
                _ => null,
            },
            Minutes = row.Minutes,
            Day = row.Day.Length > 0 ? day : null,
            Activity = row.Activity,
            Volunteer = row.Volunteer,
        };
    }

    /// <summary>One row of a client stream, which no interceptor has looked at.</summary>
    public static Outcome<ReportHour> ReadChecked(Proto.HoursRow? row) =>
        PrivacyGate.CheckMessage(row ?? new Proto.HoursRow(), isConfirmed: false) is { } personal ? personal : Read(row);

    public static Proto.Hours Write(HoursView hours)
    {
        var message = new Proto.Hours
        {
            Id = hours.Id.ToString(),
            Row = new Proto.HoursRow
            {
                Reference = hours.Reference ?? "",
                PartnershipId = hours.PartnershipId.ToString(),
                PartyId = hours.PartyId.ToString(),
                Kind = (Proto.HoursKind)(hours.Kind + 1),
                Minutes = hours.Minutes,
                Day = hours.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Activity = hours.Activity,
                Volunteer = hours.Volunteer ?? "",
            },
            ReporterId = hours.ReporterId.ToString(),
            State = hours.State switch
            {
                HoursState.Reported => Proto.HoursState.Reported,
                HoursState.Questioned => Proto.HoursState.Questioned,
                HoursState.Approved => Proto.HoursState.Approved,
                _ => Proto.HoursState.Rejected,
            },
            Version = hours.Version,
            ReportedAt = hours.ReportedAt.ToTimestamp(),
            DecidedBy = hours.DecidedBy?.ToString() ?? "",
            Reason = hours.Reason ?? "",
        };
        if (hours.DecidedAt is { } decided)
        {
            message.DecidedAt = decided.ToTimestamp();
        }
        return message;
    }

    public static void Add(Proto.ReportHoursResponse response, ImportedRow result, string? language)
    {
        if (!result.Outcome.IsRejected(out var rejection, out var reported))
        {
            response.Unchanged += reported.Outcome == "unchanged" ? 1 : 0;
            response.Accepted += reported.Outcome == "unchanged" ? 0 : 1;
            return;
        }
        response.Refused++;
        if (response.Problems.Count < MaxProblems)
        {
            var problem = ProblemDocument.From(rejection, language);
            response.Problems.Add(new Proto.RowProblem { Row = result.Row, Code = problem.Code, Detail = problem.Detail });
        }
    }
}
