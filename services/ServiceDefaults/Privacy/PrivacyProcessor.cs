using System.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;
using OpenTelemetry;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>
/// The last gate before a trace leaves the process: what holds a CPR number (a path, a query, the message of an error) stays here,
/// and so do a query that tells where somebody stands and a path that is itself a key.
/// </summary>
internal sealed class PrivacyProcessor : BaseProcessor<Activity>
{
    private const string Removed = "[removed]";

    public override void OnEnd(Activity data)
    {
        List<string>? dirty = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (IsDirty(tag.Value) || (tag.Key is "url.query" or "url.full" && TellsWhere(tag.Value)) || (tag.Key is "url.path" or "url.full" && IsKey(tag.Value)))
            {
                (dirty ??= []).Add(tag.Key);
            }
        }
        foreach (var name in dirty ?? [])
        {
            data.SetTag(name, Removed);
        }
        if (IsDirty(data.DisplayName))
        {
            data.DisplayName = Removed;
        }
        if (IsDirty(data.StatusDescription))
        {
            data.SetStatus(data.Status, Removed);
        }
        foreach (ref readonly var happening in data.EnumerateEvents())
        {
            foreach (ref readonly var tag in happening.EnumerateTagObjects())
            {
                if (IsDirty(tag.Value))
                {
                    // Events cannot be changed any more: the span is not exported at all.
                    data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
                    return;
                }
            }
        }
    }

    // As the framework binds it: whatever its case, and also written with escapes.
    private static bool TellsWhere(object? value) =>
        value is string text && QueryHelpers.ParseQuery(text[(text.IndexOf('?', StringComparison.Ordinal) + 1)..]).ContainsKey("near");

    // Who knows the address of an approval can approve.
    private static bool IsKey(object? value) => value is string text && text.Contains("/approvals/", StringComparison.OrdinalIgnoreCase);

    private static bool IsDirty(object? value) => value switch
    {
        string text => !PrivacyGate.IsClean(text),
        IEnumerable<string> texts => texts.Any(text => !PrivacyGate.IsClean(text)),
        _ => false,
    };
}
