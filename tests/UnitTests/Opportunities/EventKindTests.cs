using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.UnitTests.Support;

namespace SocialEnzyme.Hub.UnitTests.Opportunities;

public sealed class EventKindTests
{
    [Fact]
    public void The_description_of_events_tells_of_every_kind_and_of_no_other()
    {
        var description = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "contracts", "asyncapi", "asyncapi.json")))!;
        var described = description["components"]!["messages"]!.AsObject().Select(message => (string)message.Value!["name"]!);
        Assert.Equal(
            EventKind.All.Select(kind => kind.Type).Append("dk.socialenzyme.subscription.challenged.v1").Order(), described.Order());
        Assert.Equal(EventKind.All.Count, description["channels"]!["feed"]!["messages"]!.AsObject().Count);
    }

    [Fact]
    public void What_is_stored_is_read_as_the_same_kind() =>
        Assert.All(EventKind.All, kind => Assert.Same(kind, EventKind.Parse(kind.Word)));
}
