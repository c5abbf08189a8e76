using System.Globalization;
using SocialEnzyme.Hub.Contracts.Needs.V1;

namespace SocialEnzyme.Hub.Benchmarks.Support;

/// <summary>The need that everything is measured with: about as long as a real one.</summary>
internal static class Sample
{
    public const string Title = "Lektiehjælp tirsdag og torsdag eftermiddag";
    public const string Description =
        "To timer om ugen med elever i 7. til 9. klasse på biblioteket, sammen med en medarbejder. Vi sørger for kaffe, materialer og en introduktion. "
        + "Det er en fordel at kunne matematik på gymnasieniveau, men det vigtigste er tålmodighed og at man kommer, når man har sagt det.";

    public static PublishNeedRequest Request() => new() { Content = Content() };

    public static NeedContent Content() => new()
    {
        Title = Title,
        Description = Description,
        Category = "skole",
        Skills = { "matematik", "dansk" },
        Scope = NeedScope.Local,
        Municipality = "0101",
        Place = new Place { Latitude = 55.6761, Longitude = 12.5683, Address = "Biblioteket, Torvet 1" },
        PlacesWanted = 4,
        ContactRole = "frivilligkoordinator",
    };

    /// <summary>The same as one line of an import.</summary>
    public static string Line { get; } = string.Create(CultureInfo.InvariantCulture,
        $$"""{"title":"{{Title}}","description":"{{Description}}","category":"skole","skills":["matematik","dansk"],"municipality":"0101","place":{"latitude":55.6761,"longitude":12.5683,"address":"Biblioteket, Torvet 1"},"placesWanted":4,"contactRole":"frivilligkoordinator"}""") + "\n";

    /// <summary>The same as a row of a table would hold it.</summary>
    public static string Row => Line;
}
