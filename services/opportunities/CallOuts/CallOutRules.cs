using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>What a call-out may ask for. Every wrong field is told, not only the first.</summary>
internal static class CallOutRules
{
    public const int MaxPlaces = 10_000;
    public const int MaxCircles = 6;
    public const double MaxKm = 100;
    public const int MaxPerRound = 500;
    public const int UsualPerRound = 20;
    public const int MaxMessage = 500;

    /// <summary>However often places come back, no call-out asks more than this.</summary>
    public const int MaxAsked = 5_000;

    public static readonly IReadOnlyList<double> UsualCircles = [1, 3, 10];
    private static readonly TimeSpan LongestRound = TimeSpan.FromDays(1);
    private static readonly TimeSpan UsualRound = TimeSpan.FromMinutes(15);

    /// <summary>The wish with everything stated.</summary>
    public static Outcome<Wish> Check(StartCallOut said, TimeSpan shortestRound)
    {
        var errors = new List<FieldError>();
        if (said.Places is < 1 or > MaxPlaces)
        {
            Wrong("places", $"Skriv 1 til {MaxPlaces}, eller udelad det.", $"Write 1 to {MaxPlaces}, or leave it out.");
        }
        var circles = said.CirclesKm ?? UsualCircles;
        if (circles.Count is 0 or > MaxCircles || circles[0] is not > 0 || circles[^1] is not <= MaxKm || !IsRising(circles))
        {
            Wrong("circlesKm", $"Skriv 1 til {MaxCircles} radier, som stiger, over 0 og højst {MaxKm} km.",
                $"Write 1 to {MaxCircles} radii that rise, above 0 and at most {MaxKm} km.");
        }
        if (said.AskPerRound is < 1 or > MaxPerRound)
        {
            Wrong("askPerRound", $"Skriv 1 til {MaxPerRound}.", $"Write 1 to {MaxPerRound}.");
        }
        var round = Minutes(said.RoundMinutes);
        if (round is null || round < shortestRound)
        {
            Wrong("roundMinutes", $"Skriv mindst {shortestRound.TotalMinutes:0.###} og højst {LongestRound.TotalMinutes} minutter.",
                $"Write at least {shortestRound.TotalMinutes:0.###} and at most {LongestRound.TotalMinutes} minutes.");
        }
        var message = string.IsNullOrWhiteSpace(said.Message) ? null : said.Message.Trim();
        if (message?.Length > MaxMessage || message?.Any(c => char.IsControl(c) && c != '\n') == true)
        {
            Wrong("message", $"Skriv højst {MaxMessage} tegn uden styretegn.", $"Write at most {MaxMessage} characters, no control characters.");
        }
        return errors.Count > 0
            ? Rejections.Invalid(errors)
            : new Wish(said.Places, circles, said.AskPerRound ?? UsualPerRound, round!.Value, message, said.Test == true);

        void Wrong(string field, FormattableString danish, FormattableString english) =>
            errors.Add(new($"#/{field}", new(FormattableString.Invariant(danish), FormattableString.Invariant(english))));
    }

    private static bool IsRising(IReadOnlyList<double> circles) => circles.Zip(circles.Skip(1)).All(pair => pair.First < pair.Second);

    // Null: no time that a round can take.
    private static TimeSpan? Minutes(double? minutes) => minutes switch
    {
        null => UsualRound,
        > 0 and <= 24 * 60 => TimeSpan.FromMinutes(minutes.Value),
        _ => null,
    };
}

/// <summary>What a publisher wishes of a call-out, complete and in order.</summary>
internal sealed record Wish(int? Places, IReadOnlyList<double> CirclesKm, int AskPerRound, TimeSpan RoundTime, string? Message, bool IsTest);
