using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Participants;

/// <summary>The three sectors that meet in the hub.</summary>
public enum Sector
{
    Public,
    Market,
    Civil,
}

/// <summary>What kind of organisation a participant is.</summary>
public enum ParticipantKind
{
    Municipality,
    Region,
    State,
    Company,
    TradeAssociation,
    Association,
    HousingOrganisation,
    Foundation,
    Union,
    Community,
    Operator,
}

/// <summary>Whether a participant may act.</summary>
public enum ParticipantState
{
    Active,
    Suspended,
}

/// <summary>How the hub knows who a participant is.</summary>
public enum Identification
{
    /// <summary>By a CVR number.</summary>
    Cvr,

    /// <summary>By its own word to the operator who registered it.</summary>
    SelfDeclared,
}

/// <summary>An organisation that takes part in the hub.</summary>
/// <param name="ContactRole">A role to write to, never a person.</param>
public sealed record Participant(
    Guid Id, string Name, Sector Sector, ParticipantKind Kind, string? Cvr, string? Municipality, string? ContactRole,
    ParticipantState State, DateTimeOffset RegisteredAt)
{
    private const int MaxName = 200;
    private const int MaxContactRole = 100;

    /// <summary>By a CVR number, or self-declared.</summary>
    public Identification Identification => Cvr is null ? Identification.SelfDeclared : Identification.Cvr;

    /// <summary>"fællesskab uden CVR", for a group of the civil sector that takes part without a number; it is no less for that.</summary>
    public string? Mark => Cvr is null && Sector == Sector.Civil && Kind is not ParticipantKind.Operator ? "fællesskab uden CVR" : null;

    /// <summary>A new participant, or every field that is wrong.</summary>
    public static Outcome<Participant> Register(RegisterParticipant command, DateTimeOffset now)
    {
        var errors = new List<FieldError>();
        var name = Line(command.Name, "#/name", MaxName, errors);
        if (name is null && errors.Count == 0)
        {
            errors.Add(new("#/name", new("Skriv organisationens navn.", "Write the organisation's name.")));
        }
        var sector = Words.Read<Sector>(command.Sector, "#/sector", errors);
        var kind = Words.Read<ParticipantKind>(command.Kind, "#/kind", errors);
        if (sector is { } s && kind is { } k && !Fits(s, k))
        {
            errors.Add(new("#/kind", new(
                $"{Words.Of(k)} hører ikke til sektoren {Words.Of(s)}; ret sector eller kind.",
                $"{Words.Of(k)} is not of the sector {Words.Of(s)}; correct sector or kind.")));
        }
        var cvr = ReadCvr(command.Cvr, errors);
        var municipality = ReadMunicipality(command.Municipality, errors);
        var contactRole = Line(command.ContactRole, "#/contactRole", MaxContactRole, errors);
        return errors.Count > 0
            ? Refuse(errors)
            : new Participant(
                Guid.CreateVersion7(now), name!, sector!.Value, kind!.Value, cvr, municipality, contactRole, ParticipantState.Active,
                now.ToStored());
    }

    /// <summary>True when an organisation of this kind belongs to the sector.</summary>
    public static bool Fits(Sector sector, ParticipantKind kind) => kind switch
    {
        ParticipantKind.Municipality or ParticipantKind.Region or ParticipantKind.State => sector == Sector.Public,
        ParticipantKind.Company or ParticipantKind.TradeAssociation => sector == Sector.Market,
        ParticipantKind.Operator => true,
        _ => sector == Sector.Civil,
    };

    // Absent is allowed for every kind: a group may have none, and of a named organisation the operator may not know it. None is ever invented.
    private static string? ReadCvr(string? text, List<FieldError> errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }
        if (ServiceDefaults.Denmark.Cvr.TryParse(text, out var cvr))
        {
            return cvr.ToString();
        }
        errors.Add(new("#/cvr", new(
            "Skriv de otte cifre i CVR-nummeret, med rigtigt kontrolciffer, eller udelad feltet.",
            "Write the eight digits of the CVR number, with the right check digit, or leave the field out.")));
        return null;
    }

    private static string? ReadMunicipality(string? text, List<FieldError> errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }
        if (Municipalities.TryGet(text, out var municipality))
        {
            return municipality.Code;
        }
        errors.Add(new("#/municipality", new(
            "Skriv en af de 98 kommunekoder med fire cifre, for eksempel 0101.",
            "Write one of the 98 municipality codes of four digits, for example 0101.")));
        return null;
    }

    // One wrong field of the two that have a code of their own gets it; anything else is invalid-fields.
    private static Rejection Refuse(List<FieldError> errors) => errors switch
    {
        [{ Pointer: "#/cvr" } only] => new(ProblemCode.InvalidCvr, only.Detail) { Errors = errors },
        [{ Pointer: "#/municipality" } only] => new(ProblemCode.UnknownMunicipality, only.Detail) { Errors = errors },
        _ => Rejections.Invalid(errors),
    };

    internal static string? Line(string? text, string pointer, int maxLength, List<FieldError> errors)
    {
        var trimmed = text?.Trim();
        if (string.IsNullOrEmpty(trimmed))
        {
            return null;
        }
        if (trimmed.Length > maxLength || trimmed.Any(char.IsControl))
        {
            errors.Add(new(pointer, new(
                $"Skriv én linje på højst {maxLength} tegn.", $"Write one line of at most {maxLength} characters.")));
        }
        return trimmed;
    }
}
