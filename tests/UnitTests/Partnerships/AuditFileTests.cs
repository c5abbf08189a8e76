using System.Text;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.Partnerships.Audit;

namespace SocialEnzyme.Hub.UnitTests.Partnerships;

public sealed class AuditFileTests
{
    private static readonly Guid Host = Guid.CreateVersion7(), Firm = Guid.CreateVersion7(), Club = Guid.CreateVersion7();

    private static readonly IReadOnlyList<AuditEntry> Chain = [.. Changes().Select(AuditEntry.Of)];

    private static readonly Partnership Last = Changes()[^1].Partnership;

    [Fact]
    public void A_file_as_it_was_written_fits_and_leads_to_the_state()
    {
        var verdict = AuditFile.Verify(Bytes(Lines()), Chain[^1].Hash);
        Assert.Null(verdict.Fault);
        Assert.Equal(Chain.Count, verdict.Entries);
        Assert.Equal(Chain[^1].Hash, verdict.Head);
        Assert.Equal(CanonicalJson.Write(Last.ToJson()), CanonicalJson.Write(verdict.State));
    }

    [Fact]
    public void Every_single_flipped_bit_is_found_and_its_entry_is_named()
    {
        var file = Bytes(Lines());
        Parallel.For(0, file.Length, at =>
        {
            var line = 1 + file.AsSpan(0, at).Count((byte)'\n');
            // Without its line feed the last entry runs into the last line, which then fits nothing.
            int? named = line > Chain.Count || (line == Chain.Count && file[at] == '\n') ? null : line;
            var broken = file.ToArray();
            for (var bit = 0; bit < 8; bit++)
            {
                broken[at] = (byte)(file[at] ^ (1 << bit));
                var verdict = AuditFile.Verify(broken);
                Assert.True(verdict.Fault is not null, $"bit {bit} of byte {at} was flipped unseen");
                Assert.True(verdict.Entry == named, $"bit {bit} of byte {at}: {verdict.Entry} is named, it is in line {line}");
            }
        });
    }

    [Fact]
    public void A_missing_entry_is_found_wherever_it_was()
    {
        for (var missing = 0; missing < Chain.Count; missing++)
        {
            var lines = Lines();
            lines.RemoveAt(missing);
            var verdict = AuditFile.Verify(Bytes(lines));
            Assert.NotNull(verdict.Fault);
            // Behind the last one there is only the last line, which fits no more.
            Assert.Equal(missing == Chain.Count - 1 ? null : missing + 1, verdict.Entry);
        }
    }

    [Fact]
    public void Entries_that_changed_places_are_found_and_so_is_one_that_stands_twice()
    {
        for (var first = 0; first + 1 < Chain.Count; first++)
        {
            var lines = Lines();
            (lines[first], lines[first + 1]) = (lines[first + 1], lines[first]);
            Assert.Equal(first + 1, AuditFile.Verify(Bytes(lines)).Entry);
            lines = Lines();
            lines.Insert(first, lines[first]);
            Assert.Equal(first + 2, AuditFile.Verify(Bytes(lines)).Entry);
        }
    }

    [Fact]
    public void A_cut_end_with_a_last_line_that_was_made_to_fit_is_found_by_the_head_alone()
    {
        for (var kept = 1; kept < Chain.Count; kept++)
        {
            var state = AuditEntry.Rebuild(Chain.Take(kept).Select(entry => entry.Text));
            List<string> lines = [.. Lines().Take(kept), AuditFile.LastLine(kept, Chain[kept - 1].Hash, state)];
            Assert.Null(AuditFile.Verify(Bytes(lines)).Fault);
            Assert.NotNull(AuditFile.Verify(Bytes(lines), Chain[^1].Hash).Fault);
        }
    }

    [Fact]
    public void A_state_that_the_entries_do_not_lead_to_is_found()
    {
        var other = (Last with { State = PartnershipState.Ended }).ToJson();
        List<string> lines = [.. Lines().SkipLast(1), AuditFile.LastLine(Chain.Count, Chain[^1].Hash, other)];
        Assert.Contains("last line", AuditFile.Verify(Bytes(lines)).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_that_was_written_anew_has_another_head()
    {
        // Whoever holds the file can make every hash fit again; only what somebody else wrote down is out of reach.
        var forged = JsonNode.Parse(Chain[^1].Text)!;
        forged["by"] = Club.ToString();
        var text = CanonicalJson.Write(forged);
        List<string> lines =
        [
            .. Lines().Take(Chain.Count - 1), AuditFile.Line(Chain[^1] with { Text = text, Hash = CanonicalJson.Hash(text) }),
            AuditFile.LastLine(Chain.Count, CanonicalJson.Hash(text), Last.ToJson()),
        ];
        Assert.Null(AuditFile.Verify(Bytes(lines)).Fault);
        Assert.NotNull(AuditFile.Verify(Bytes(lines), Chain[^1].Hash).Fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("null\n")]
    [InlineData("[]\n{}\n")]
    [InlineData("{\"entry\":null,\"hash\":null}\n{}\n")]
    [InlineData("{\"entry\":{\"number\":\"x\"},\"hash\":\"\"}\n{}\n")]
    public void What_is_no_audit_file_does_not_fit(string file) => Assert.NotNull(AuditFile.Verify(Encoding.UTF8.GetBytes(file)).Fault);

    [Fact]
    public void Random_bytes_and_random_cuts_never_fit_and_never_throw()
    {
        var random = new Random(7);
        var file = Bytes(Lines());
        for (var i = 0; i < 2_000; i++)
        {
            var broken = file.ToArray()[..random.Next(file.Length)];
            for (var n = random.Next(4); n > 0 && broken.Length > 0; n--)
            {
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            }
            Assert.NotNull(AuditFile.Verify(broken).Fault);
        }
    }

    [Fact]
    public void The_command_says_OK_with_the_head_or_names_the_entry_and_ends_with_1()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Bytes(Lines()));
            Assert.Equal((0, $"OK entries={Chain.Count} state=proposed head={Chain[^1].Hash}\n", ""), Run([path]));
            Assert.Equal(0, Run([path, "--head", Chain[^1].Hash]).Code);
            Assert.Equal(1, Run([path, "--head", Chain[0].Hash]).Code);
            File.WriteAllText(path, File.ReadAllText(path).Replace("consented", "consentes", StringComparison.Ordinal));
            var (code, _, errors) = Run([path]);
            Assert.Equal(1, code);
            Assert.Contains("Entry 2 does not fit", errors, StringComparison.Ordinal);
            Assert.Equal(2, Run([path + ".none"]).Code);
            Assert.Equal(2, Run([]).Code);
            Assert.Contains("Usage", Run(["--help"]).Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (int Code, string Output, string Errors) Run(string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        return (VerifyCommand.Run(args, output, errors, Stream.Null), output.ToString(), errors.ToString());
    }

    private static List<string> Lines() => [.. Chain.Select(AuditFile.Line), AuditFile.LastLine(Chain.Count, Chain[^1].Hash, Last.ToJson())];

    private static byte[] Bytes(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    private static List<PartnershipChange>? _changes;

    // With letters of one to four bytes, and with what JSON escapes.
    private static List<PartnershipChange> Changes()
    {
        if (_changes is not null)
        {
            return _changes;
        }
        var now = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
        var text = SomeAgreement.Of((Host, "public"), (Firm, "market")) with { Title = "Gældsrådgivning på Ærø 🌱 \"nu\"\n" };
        var changes = new List<PartnershipChange>
        {
            Chained(PartnershipStep.Propose(Host, text, [new(Host, "Ærø", "public"), new(Firm, "Firma & Søn", "market")], now)),
        };
        Take(new PartnershipCommand.Consent(Host, changes[0].Partnership.Hash));
        Take(new PartnershipCommand.Remark(Firm, "note", new JsonObject { ["text"] = "Vi mødes hos jer 😀\t" }));
        return _changes = changes;

        void Take(PartnershipCommand command)
        {
            now += TimeSpan.FromMinutes(7);
            Assert.False(PartnershipStep.Take(changes[^1].Partnership, command, now).IsRejected(out var rejection, out var change), rejection?.Detail.English);
            changes.Add(Chained(change));
        }
    }

    private static PartnershipChange Chained(PartnershipChange change) => change with { Partnership = change.Partnership with { ChainHead = AuditEntry.Of(change).Hash } };
}
