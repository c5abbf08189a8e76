using SocialEnzyme.Hub.UnitTests.Support;

namespace SocialEnzyme.Hub.UnitTests.Contracts;

public sealed class ContractTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "contracts");

    [Fact]
    public void Every_change_of_a_contract_shows_in_the_approved_file()
    {
        var approved = File.ReadAllLines(Path.Combine(Folder, "Contracts.approved.txt"));
        var actual = ContractText.Lines();
        if (!approved.SequenceEqual(actual))
        {
            var received = Path.Combine(Folder, "Contracts.received.txt");
            File.WriteAllLines(received, actual);
            Assert.Fail($"contracts/ changed. Gone: {List(approved.Except(actual))}. New: {List(actual.Except(approved))}. "
                + "If it is meant, move contracts/Contracts.received.txt over contracts/Contracts.approved.txt and commit it.");
        }
    }

    [Fact]
    public void What_was_released_is_never_taken_back()
    {
        var gone = File.ReadAllLines(Path.Combine(Folder, "Contracts.released.txt")).Except(ContractText.Lines()).ToList();
        Assert.True(gone.Count == 0, $"These were promised to others in V1 and must stay; a change goes into a V2 beside it: {List(gone)}");
    }

    [Fact]
    public void An_event_is_a_sealed_record_that_names_its_noun_first()
    {
        foreach (var type in ContractText.EventTypes().Where(type => !type.Name.StartsWith("Public", StringComparison.Ordinal)))
        {
            Assert.True(type.IsSealed, $"{type.Name} is not sealed.");
            var first = type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!.GetParameters()[0];
            Assert.True(first.ParameterType == typeof(Guid), $"{type.Name} begins with {first.Name}, not with an id.");
        }
    }

    [Fact]
    public void A_proto_enum_begins_with_unspecified_and_requests_are_named_after_their_method()
    {
        foreach (var file in ContractText.Files())
        {
            Assert.All(file.EnumTypes, type => Assert.EndsWith("_UNSPECIFIED", type.Values[0].Name, StringComparison.Ordinal));
            Assert.All(file.Services.SelectMany(service => service.Methods), method =>
            {
                Assert.Equal($"{method.Name}Request", method.InputType.Name);
                Assert.Equal($"{method.Name}Response", method.OutputType.Name);
            });
        }
    }

    private static string List(IEnumerable<string> lines) => string.Join("; ", lines.Take(20)) is { Length: > 0 } text ? text : "nothing";
}
