using System.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;
using OpenTelemetry;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>
/// The last gate before a trace leaves the process: what holds a CPR number (a path, a query, the message of an error) stays here,
/// and so does a query that tells where somebody stands, and the path of a link that is itself a key.
/// </summary>
internal sealed class PrivacyProcessor : BaseProcessor<Activity>
{
    private const string Removed = "[removed]";

    // What follows opens a door without a key.
    private const string SecretPath = "/v1/approvals/";

    public override void OnEnd(Activity data)
    {
        List<string>? dirty = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (IsDirty(tag.Value) || (tag.Key is "url.query" or "url.full" && TellsWhere(tag.Value)) || TellsSecret(tag.Key, tag.Value))
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

    // Not where it is the pattern of a route.
    private static bool TellsSecret(string key, object? value) =>
        key is not "http.route" && value is string text && text.Contains(SecretPath, StringComparison.OrdinalIgnoreCase);

    private static bool IsDirty(object? value) => value switch
    {
        string text => !PrivacyGate.IsClean(text),
        IEnumerable<string> texts => texts.Any(text => !PrivacyGate.IsClean(text)),
        _ => false,
    };
}
