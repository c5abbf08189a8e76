using System.Text.RegularExpressions;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>What the lists of a text may say: parties, commitments, tasks. Wrong fields are told to the rules of the whole.</summary>
internal sealed partial class PartRules(AgreementRules rules)
{
    public const int MaxParties = 150;
    public const int MaxMeasures = 5;
    public const int MaxCommitments = 300;
    public const int MaxTasks = 100;
    public const int MaxMilestones = 50;
    public const int MaxUnit = 60;
    public const int MaxPlaces = 100_000;
    public const long MaxQuantity = 1_000_000_000_000;

    // With four decimals a double still tells them apart.
    public const decimal MaxFigure = 10_000_000_000;

    private const int Decimals = 4;

    public List<AgreementParty> Parties(string at, IReadOnlyList<AgreementParty>? parties, Guid writer)
    {
        if (parties is not { Count: > 0 and <= MaxParties })
        {
            rules.Wrong(at, "Skriv 1 til 150 parter.", "Write 1 to 150 parties.");
            return [];
        }
        var read = parties.Select((party, i) => Party($"{at}/{i}", party ?? new(), writer)).ToList();
        var seen = new HashSet<Guid>();
        foreach (var (i, party) in read.Index())
        {
            if (!seen.Add(party.ParticipantId!.Value))
            {
                rules.Wrong($"{at}/{i}/participantId", "Parten står der allerede.", "The party is there already.");
            }
        }
        if (!seen.Contains(writer))
        {
            rules.Wrong(at, "Skriv jer selv som part.", "Write yourselves as a party.");
        }
        return read;
    }

    public AgreementParty Party(string at, AgreementParty party, Guid writer) => new()
    {
        ParticipantId = party.ParticipantId is null || party.ParticipantId == Guid.Empty ? writer : party.ParticipantId,
        Role = rules.Optional($"{at}/role", party.Role, AgreementRules.MaxTitle),
        Aim = rules.Optional($"{at}/aim", party.Aim, AgreementRules.MaxText, isMultiline: true),
        Limits = rules.Optional($"{at}/limits", party.Limits, AgreementRules.MaxText, isMultiline: true),
        Measures = Keyed($"{at}/measures", party.Measures, MaxMeasures, measure => measure.Key, (pointer, measure) => new Measure
        {
            Key = Key(pointer, measure.Key),
            What = rules.Required($"{pointer}/what", measure.What, AgreementRules.MaxLine),
            Unit = rules.Required($"{pointer}/unit", measure.Unit, MaxUnit),
            Baseline = Figure($"{pointer}/baseline", measure.Baseline),
            Target = Figure($"{pointer}/target", measure.Target),
            Expected = Figure($"{pointer}/expected", measure.Expected),
            Place = rules.Optional($"{pointer}/place", measure.Place, AgreementRules.MaxTitle),
        }),
        ContactRole = rules.Optional($"{at}/contactRole", party.ContactRole, AgreementRules.MaxTitle),
        MeetingRhythm = rules.Optional($"{at}/meetingRhythm", party.MeetingRhythm, AgreementRules.MaxLine),
        ExitTerms = rules.Optional($"{at}/exitTerms", party.ExitTerms, AgreementRules.MaxText, isMultiline: true),
    };

    /// <param name="writer">A commitment without a party is this one's.</param>
    public List<Commitment>? Commitments(string at, IReadOnlyList<Commitment>? commitments, Guid writer, IReadOnlySet<Guid> parties) =>
        Keyed(at, commitments, MaxCommitments, commitment => commitment.Key, (pointer, commitment) => Commitment(pointer, commitment, writer, parties));

    public List<AgreementTask>? Tasks(string at, IReadOnlyList<AgreementTask>? tasks, IReadOnlySet<Guid> parties) =>
        Keyed(at, tasks, MaxTasks, task => task.Key, (pointer, task) =>
        {
            if (task.OwnerBefore is not null && !Partnership.Sectors.Contains(task.OwnerBefore))
            {
                rules.Wrong($"{pointer}/ownerBefore", "Skriv public, market eller civil.", "Write public, market or civil.");
            }
            if (task.Owner is { } owner && !parties.Contains(owner))
            {
                rules.Wrong($"{pointer}/owner", "Ejeren er ikke part i aftalen.", "The owner is no party to the agreement.");
            }
            return new AgreementTask
            {
                Key = Key(pointer, task.Key),
                What = rules.Required($"{pointer}/what", task.What, AgreementRules.MaxLine),
                OwnerBefore = task.OwnerBefore,
                Owner = task.Owner,
                Role = rules.Optional($"{pointer}/role", task.Role, AgreementRules.MaxTitle),
                Reason = rules.Optional($"{pointer}/reason", task.Reason, AgreementRules.MaxText, isMultiline: true),
                Milestones = Keyed($"{pointer}/milestones", task.Milestones, MaxMilestones, milestone => milestone.Key, Milestone),
            };
        });

    private Milestone Milestone(string at, Milestone milestone)
    {
        if (milestone.Due is null)
        {
            rules.Wrong($"{at}/due", "Skriv en dag.", "Write a day.");
        }
        rules.Day($"{at}/due", milestone.Due);
        return new Milestone
        {
            Key = Key(at, milestone.Key),
            What = rules.Required($"{at}/what", milestone.What, AgreementRules.MaxLine),
            Due = milestone.Due,
            Role = rules.Optional($"{at}/role", milestone.Role, AgreementRules.MaxTitle),
        };
    }

    private Commitment Commitment(string at, Commitment said, Guid writer, IReadOnlySet<Guid> parties)
    {
        var party = said.ParticipantId ?? writer;
        if (!parties.Contains(party))
        {
            rules.Wrong($"{at}/participantId", "Det er ingen part i aftalen.", "This is no party to the agreement.");
        }
        if (said.Quantity is < 1 or > MaxQuantity)
        {
            rules.Wrong($"{at}/quantity", "Skriv et helt tal fra 1.", "Write a whole number from 1.");
        }
        if (said.OfferId is null ? said.ContributionKey is not null || said.Slot is not null : said is { ContributionKey: null } or { Quantity: null } or { NeedId: not null })
        {
            rules.Wrong($"{at}/offerId", "Skriv offerId sammen med contributionKey og quantity, og uden needId.",
                "Write offerId together with contributionKey and quantity, and without needId.");
        }
        if (said.NeedId is null ? said.Places is not null : said.Places is not (> 0 and <= MaxPlaces))
        {
            rules.Wrong($"{at}/needId", "Skriv needId sammen med places, mindst 1.", "Write needId together with places, at least 1.");
        }
        if (said.Slot is { } slot && (slot is { From: null } or { Until: null } || slot.Until <= slot.From))
        {
            rules.Wrong($"{at}/slot", "Skriv from og until, og from først.", "Write from and until, from first.");
        }
        rules.Days(at, said.From, said.Until);
        return new Commitment
        {
            Key = Key(at, said.Key),
            ParticipantId = party,
            What = rules.Required($"{at}/what", said.What, AgreementRules.MaxLine),
            Quantity = said.Quantity,
            Unit = rules.Optional($"{at}/unit", said.Unit, MaxUnit),
            OfferId = said.OfferId,
            ContributionKey = said.ContributionKey is null ? null : Key(at, said.ContributionKey, "contributionKey"),
            Slot = said.Slot is null ? null : new(FieldRules.Moment(said.Slot.From), FieldRules.Moment(said.Slot.Until)),
            NeedId = said.NeedId,
            Places = said.Places,
            From = said.From,
            Until = said.Until,
        };
    }

    private List<T>? Keyed<T>(string at, IReadOnlyList<T>? items, int most, Func<T, string?> keyOf, Func<string, T, T> read) where T : class, new()
    {
        if (items?.Count > most)
        {
            rules.Wrong(at, $"Skriv højst {most}.", $"Write at most {most}.");
            return null;
        }
        var all = items?.Select((item, i) => read($"{at}/{i}", item ?? new T())).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, item) in (all ?? []).Index())
        {
            if (keyOf(item) is { Length: > 0 } key && !seen.Add(key))
            {
                rules.Wrong($"{at}/{i}/key", "En anden har dette navn.", "Another has this name.");
            }
        }
        return all is { Count: > 0 } ? all : null;
    }

    private string Key(string at, string? key, string field = "key")
    {
        var trimmed = key?.Trim() ?? "";
        if (!ValidKey().IsMatch(trimmed))
        {
            rules.Wrong($"{at}/{field}", "Skriv 1 til 40 tegn af a-z, 0-9 og bindestreg.", "Write 1 to 40 characters of a-z, 0-9 and hyphen.");
        }
        return trimmed;
    }

    // Without zeros at the end: 12.50 and 12.5 are one figure and have one hash.
    private decimal? Figure(string at, decimal? figure)
    {
        if (figure is { } said && (Math.Abs(said) > MaxFigure || decimal.Round(said, Decimals) != said))
        {
            rules.Wrong(at, "Skriv et tal på højst ti milliarder med højst fire decimaler.", "Write a number of at most ten billion with at most four decimals.");
        }
        return figure / 1.0000000000000000000000000000m;
    }

    [GeneratedRegex(@"\A[a-z0-9-]{1,40}\z")]
    private static partial Regex ValidKey();
}
