using System.Xml.Linq;
using SocialEnzyme.Hub.UnitTests.Support;

namespace SocialEnzyme.Hub.UnitTests.Conventions;

public sealed class PackageSetTests
{
    private static readonly string[] Folders = ["services", "gateway", "contracts", "AppHost", "tests"];

    /// <summary>What the full set takes beyond the portable one, and with which major version.</summary>
    private static readonly string[] FullOnly =
    [
        "Aspire.Hosting.Docker", "Aspire.Hosting.PostgreSQL", "Aspire.Hosting.RabbitMQ", "Aspire.Hosting.Redis",
        "Grpc.AspNetCore", "Grpc.AspNetCore.HealthChecks", "Grpc.AspNetCore.Server.Reflection", "Grpc.Net.Client",
        "OpenTelemetry.Extensions.Hosting",
        "Testcontainers.PostgreSql", "Testcontainers.RabbitMq", "Testcontainers.Redis",
    ];

    [Fact]
    public void The_full_set_references_exactly_the_packages_its_users_named()
    {
        var conditional = References().Where(reference => reference.OnlyInFull).Select(reference => reference.Package).Distinct().Order().ToArray();
        Assert.Equal(FullOnly.Order(), conditional);
    }

    [Fact]
    public void Both_sets_take_the_same_packages_otherwise()
    {
        var references = References().ToList();
        var both = references.Where(reference => !reference.OnlyInPortable && !reference.OnlyInFull).Select(reference => reference.Package);
        Assert.Empty(references.Where(reference => reference.OnlyInPortable).Select(reference => reference.Package).Except(both));
    }

    [Fact]
    public void Each_package_of_the_full_set_has_a_version_and_redis_is_of_the_second_generation()
    {
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Where(version => Condition(version) != Set.Portable)
            .ToLookup(version => (string)version.Attribute("Include")!, version => (string)version.Attribute("Version")!);
        Assert.All(FullOnly, package => Assert.Single(versions[package]));
        Assert.StartsWith("2.", Assert.Single(versions["StackExchange.Redis"]), StringComparison.Ordinal);
    }

    [Fact]
    public void No_project_file_states_a_version() => Assert.Empty(Projects()
        .SelectMany(project => project.Xml.Descendants("PackageReference").Where(reference => reference.Attribute("Version") is not null)
            .Select(reference => $"{project.Name}: {reference.Attribute("Include")?.Value}")));

    [Fact]
    public void No_source_of_a_service_is_compiled_in_one_of_the_sets_only()
    {
        var projects = Projects().Where(project => project.Xml.Descendants("Compile").Any(item => Condition(item) != Set.Both)).Select(project => project.Name);
        // AppHost has two programs; the tests that start servers or the local hub follow it.
        Assert.Equal("AppHost Benchmarks Chaos EndToEndTests IntegrationTests UnitTests", string.Join(' ', projects.Select(name => name.Split('.')[2]).Order()));
    }

    private enum Set
    {
        Both,
        Full,
        Portable,
    }

    private static IEnumerable<(string Name, XDocument Xml)> Projects() =>
        from folder in Folders
        from file in Repository.Sources(folder, "*.csproj")
        select (Path.GetFileName(file), XDocument.Load(file));

    private static IEnumerable<(string Package, bool OnlyInFull, bool OnlyInPortable)> References() =>
        from xml in Projects().Select(project => project.Xml).Append(XDocument.Load(Path.Combine(Repository.Root, "PackageSets.targets")))
        from reference in xml.Descendants("PackageReference")
        let set = Condition(reference)
        select ((string)reference.Attribute("Include")!, set == Set.Full, set == Set.Portable);

    // The condition may stand on the item or on its group.
    private static Set Condition(XElement item)
    {
        var condition = string.Join(' ', item.AncestorsAndSelf().Select(element => (string?)element.Attribute("Condition")));
        return condition.Contains("'$(PackageSet)' == 'full'", StringComparison.Ordinal) ? Set.Full
            : condition.Contains("'$(PackageSet)' != 'full'", StringComparison.Ordinal) ? Set.Portable
            : Set.Both;
    }
}
