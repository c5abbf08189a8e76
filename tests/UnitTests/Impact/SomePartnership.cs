using SocialEnzyme.Hub.Impact.Outcomes;

namespace SocialEnzyme.Hub.UnitTests.Impact;

/// <summary>A municipality, a company and an association at one table, each with a measure of its own.</summary>
internal static class SomePartnership
{
    public static readonly DateTimeOffset Now = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Activated = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static readonly Guid Municipality = Guid.CreateVersion7();
    public static readonly Guid Company = Guid.CreateVersion7();
    public static readonly Guid Association = Guid.CreateVersion7();
    public static readonly Guid HasLeft = Guid.CreateVersion7();

    public static KnownPartnership Known() => new(
        Guid.CreateVersion7(), "Gældsrådgivning", "active", Activated, null,
        [
            new("udsatte", Municipality, "Udsatte lejere", "procent", 50, 10, 25, "Leksand", Activated),
            new("timer", Company, "Medarbejdere med i det", "personer", 0, 40, 30, null, Activated),
            new("arvet", HasLeft, "Nye venner", "personer", null, 5, null, null, Activated),
        ],
        [
            Seat(Municipality, "public"), Seat(Company, "market"), Seat(Association, "civil"),
            Seat(HasLeft, "civil") with { Standing = "left", Until = Activated.AddDays(30) },
        ]);

    public static RecordResult Result() => new("udsatte", 10, new DateOnly(2027, 2, 1), "Leksand", "Egen opgørelse", "Optælling");

    private static Seat Seat(Guid id, string sector) => new(id, sector, sector, "part", "consented", Activated, null);
}
