using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>How notes stand in the audit chain: they change nothing of the state, and are what was said beside.</summary>
internal static class Notes
{
    public static readonly IReadOnlyList<string> Words = ["noted", "decided", "incident"];

    public static string WordOf(NoteKind kind) => Words[(int)kind];

    public static NoteView Read(AuditEntry entry)
    {
        var said = JsonNode.Parse(entry.Text)!["content"]!["said"]!;
        return new NoteView(entry.Number, (NoteKind)Words.Index().First(word => word.Item == entry.What).Index, (string)said["text"]!,
            said["on"]?.Deserialize<DateOnly>(HubJson.Options), entry.By, entry.At);
    }
}

internal sealed class WriteNoteHandler(StepHandler steps)
{
    public async Task<Outcome<NoteView>> HandleAsync(Caller caller, Guid id, WriteNote said, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.PartnershipsWrite) is { } forbidden)
        {
            return forbidden;
        }
        var kind = said.Kind ?? NoteKind.Note;
        var text = "";
        return (await steps.TakeAsync(id, partnership =>
        {
            if (partnership.SeatOf(caller.ParticipantId) is null)
            {
                return Partnership.Missing(id);
            }
            if (said.IsPersonCase is true)
            {
                return Rejections.Invalid("#/isPersonCase",
                    "Sager om personer hører ikke til her; skriv om steder og organisationer, og tag personsagen, hvor den hører hjemme.",
                    "Cases of persons do not belong here; write about places and organisations, and take the case where it belongs.");
            }
            if (AgreementRules.CheckText("#/text", said.Text).IsRejected(out var rejection, out text))
            {
                return rejection;
            }
            var content = new JsonObject { ["text"] = text };
            if (said.On is { } on)
            {
                content["on"] = JsonSerializer.SerializeToNode(on, HubJson.Options);
            }
            return new PartnershipCommand.Remark(caller.ParticipantId, Notes.WordOf(kind), content);
        }, ct)).Map(partnership => new NoteView(partnership.Version, kind, text!, said.On, caller.ParticipantId, partnership.ChangedAt));
    }
}
