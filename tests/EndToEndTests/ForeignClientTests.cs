using Google.Protobuf;
using Google.Protobuf.Reflection;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;
using SocialEnzyme.Hub.Contracts.Participants.V1;
using SocialEnzyme.Hub.EndToEndTests.Support;
using Subscription = SocialEnzyme.Hub.EndToEndTests.Support.Subscription;

namespace SocialEnzyme.Hub.EndToEndTests;

/// <summary>Systems that share no line of code with the hub: only the contracts, and other people's gRPC.</summary>
public sealed class ForeignClientTests(SharedHub shared) : IClassFixture<SharedHub>
{
    [Fact]
    public async Task A_need_published_by_a_Python_client_reaches_a_Python_subscriber_through_the_gateway()
    {
        var protos = Path.Combine(shared.Hub.Local.Folder, "contracts.binpb");
        await File.WriteAllBytesAsync(protos, DescriptorSet().ToByteArray());
        await PlayAsync("/usr/bin/python3", "python/participant.py", protos);
    }

    [Fact]
    public async Task A_need_published_by_a_JavaScript_client_reaches_a_JavaScript_subscriber_through_the_gateway() =>
        await PlayAsync("node", "javascript/participant.js", Repository.File("contracts", "protos"));

    private async Task PlayAsync(string language, string script, string protos)
    {
        using var party = await shared.Hub.JoinAsync();
        await using var client = RunningProgram.Start(
            language, [Repository.File("tests", "EndToEndTests", "Clients", script), shared.Hub.Local.Addresses.Grpc.Authority, protos],
            ("HUB_KEY", party.Key), ("NODE_PATH", Repository.File("tests", "EndToEndTests", "Grpc", "clients", "node_modules")));
        var exit = await client.ExitAsync(TimeSpan.FromMinutes(2));
        Assert.True(exit == 0 && client.Lines[^1] == "done", client.Text);

        var received = client.Lines.Where(line => line.StartsWith("received ", StringComparison.Ordinal)).Select(line => line[9..]).ToList();
        var subscription = new Subscription(party, client.Lines.First(line => line.StartsWith("subscription ", StringComparison.Ordinal))[13..], null);
        Assert.Equal(3, received.Count);
        Assert.Equal(received, (await subscription.FeedAsync()).Select(each => $"{each.Sequence} {each.NeedId} {each.EventId}"));
    }

    // Debian has no generator of Python stubs: the client builds its messages from descriptors.
    private static FileDescriptorSet DescriptorSet()
    {
        var set = new FileDescriptorSet();
        foreach (var file in new[] { ParticipantsService.Descriptor.File, NeedsService.Descriptor.File, OpportunitiesService.Descriptor.File }) Add(file);
        return set;

        void Add(FileDescriptor file)
        {
            if (set.File.Any(known => known.Name == file.Name)) return;
            foreach (var dependency in file.Dependencies) Add(dependency);
            set.File.Add(FileDescriptorProto.Parser.ParseFrom(file.SerializedData));
        }
    }
}
