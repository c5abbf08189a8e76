using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using SocialEnzyme.Hub.Needs;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.UnitTests.Needs;

/// <summary>What the API documents say of bodies, by the options from which the framework writes them.</summary>
public sealed class DescriptionTests
{
    [Fact]
    public void A_time_is_described_as_a_text_and_either_end_of_a_window_may_be_absent()
    {
        var window = Describe(typeof(NeedWindow));
        Assert.Contains("string", window["properties"]!["from"]!["type"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(window["required"]);
    }

    [Fact]
    public void A_change_of_a_subscription_need_not_state_all_of_it() => Assert.Null(Describe(typeof(SubscriptionBody))["required"]);

    private static JsonNode Describe(Type type)
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        HubJson.Configure(options);
        return options.GetJsonSchemaAsNode(type);
    }
}
