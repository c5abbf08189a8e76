namespace SocialEnzyme.Hub.AppHost.Services;

/// <summary>The programs of the hub, found in the same build as this one.</summary>
public static class ServiceProgram
{
    /// <summary>In the order in which they are started; the gateway is last, so that the door opens on a house that is ready.</summary>
    public static readonly IReadOnlyList<string> Names = ["participants", "needs", "offers", "opportunities", "partnerships", "impact", "gateway"];

    /// <summary>The built assembly of a service, beside the folder this program runs from: artifacts/bin/&lt;project&gt;/&lt;configuration&gt;/.</summary>
    public static string Assembly(string name)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var project = $"SocialEnzyme.Hub.{char.ToUpperInvariant(name[0])}{name[1..]}";
        var assembly = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, project + ".dll");
        return File.Exists(assembly) ? assembly
            : throw new FileNotFoundException($"The service {name} is not built: {assembly} is missing. Build the solution with: dotnet build -c Release");
    }
}
