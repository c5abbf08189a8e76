using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Partnerships.Agreements;
using static SocialEnzyme.Hub.Partnerships.Agreements.PartnershipCommand;
using static SocialEnzyme.Hub.UnitTests.Partnerships.SomePartnership;

namespace SocialEnzyme.Hub.UnitTests.Partnerships;

public sealed class AuditTests
{
    [Fact]
    public void The_entries_alone_rebuild_every_state_on_the_way()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (entries, states) = (new List<AuditEntry>(), new List<Partnership>());
            Keep(Opened(Walk.Three));
            for (var step = 0; step < 25; step++)
            {
                PartnershipCommand[] choices = [.. Walk.About(states[^1].Hash), .. Walk.About(states[^1].Hash), .. Walk.Bare(states[^1]).Where(one => one is Revise or ChangeContact || random.Next(5) == 0)];
                if (Walk.Step(states[^1], choices[random.Next(choices.Length)], Now.AddMinutes(step)).Change is { } change)
                {
                    Keep(change);
                }
            }
            Assert.Equal(Enumerable.Range(1, entries.Count).Select(number => (long)number), entries.Select(entry => entry.Number));
            for (var i = 0; i < entries.Count; i++)
            {
                var entry = JsonNode.Parse(entries[i].Text)!;
                Assert.Equal(i == 0 ? AuditEntry.Beginning : entries[i - 1].Hash, (string)entry["previous"]!);
                Assert.Equal(entries[i].Hash, CanonicalJson.Hash(entry));
                var rebuilt = Partnership.Read(AuditEntry.Rebuild(entries.Take(i + 1).Select(one => one.Text)), entries[i].Hash);
                Assert.Equal(CanonicalJson.Write(states[i].ToJson()), CanonicalJson.Write(rebuilt.ToJson()));
            }

            void Keep(PartnershipChange change)
            {
                entries.Add(AuditEntry.Of(change));
                states.Add(change.Partnership with { ChainHead = entries[^1].Hash });
            }
        }
    }

    [Fact]
    public void An_entry_says_who_what_when_and_names_no_key_or_person()
    {
        var opened = Opened(Town, Firm);
        var entry = JsonNode.Parse(AuditEntry.Of(opened).Text)!.AsObject();
        Assert.Equal(["at", "by", "content", "number", "previous", "what"], entry.Select(member => member.Key));
        Assert.Equal((Town.Id.ToString(), "proposed", 1), ((string)entry["by"]!, (string)entry["what"]!, (int)entry["number"]!));
        var said = PartnershipStep.Take(opened.Partnership, new Remark(null, "reminded", new JsonObject { ["step"] = "consent" }), Now.AddDays(1));
        Assert.False(said.IsRejected(out _, out var change));
        var next = JsonNode.Parse(AuditEntry.Of(change!).Text)!;
        Assert.Equal(("partnerships", "consent"), ((string)next["by"]!, (string)next["content"]!["said"]!["step"]!));
        Assert.Equal(["changedAt", "version"], next["content"]!["patch"]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public void One_flipped_bit_anywhere_changes_the_hash()
    {
        var entry = AuditEntry.Of(Opened(Town, Firm));
        var utf8 = System.Text.Encoding.UTF8.GetBytes(entry.Text);
        for (var i = 0; i < utf8.Length; i++)
        {
            utf8[i] ^= 1;
            Assert.NotEqual(entry.Hash, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(utf8)));
            utf8[i] ^= 1;
        }
        Assert.Equal(entry.Hash, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(utf8)));
    }
}
