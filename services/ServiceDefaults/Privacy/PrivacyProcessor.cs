using System.Diagnostics;
using OpenTelemetry;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>The last gate before a trace leaves the process: a tag that holds a CPR number (a path, a query) is emptied.</summary>
internal sealed class PrivacyProcessor : BaseProcessor<Activity>
{
    private const string Removed = "[removed]";

    public override void OnEnd(Activity data)
    {
        List<string>? dirty = null;
        foreach (var (name, value) in data.EnumerateTagObjects())
        {
            if (value is string text && !PrivacyGate.IsClean(Uri.UnescapeDataString(text)))
            {
                (dirty ??= []).Add(name);
            }
        }
        foreach (var name in dirty ?? [])
        {
            data.SetTag(name, Removed);
        }
        if (!PrivacyGate.IsClean(data.DisplayName))
        {
            data.DisplayName = Removed;
        }
    }
}
