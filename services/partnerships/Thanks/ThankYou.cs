using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.Partnerships.Thanks;

/// <summary>The words that all parties are sent after the first hours: who helped, when, and what to do next. No sums of unlike hours.</summary>
internal static class ThankYou
{
    public static (string Da, string En) Say(string title, PublicHours hours)
    {
        var days = hours.FirstDay == hours.LastDay ? $"{hours.FirstDay:yyyy-MM-dd}" : $"{hours.FirstDay:yyyy-MM-dd} – {hours.LastDay:yyyy-MM-dd}";
        return (
            $"Tak! De første timer i {title} er givet og godkendt ({hours.ReporterName}, {days}). Ring eller skriv til dem, der kom: fortæl én ting, der blev anderledes, og spørg, hvordan det var.",
            $"Thank you! The first hours in {title} were given and approved ({hours.ReporterName}, {days}). Call or write to those who came: tell one thing that changed, and ask how it was.");
    }
}
