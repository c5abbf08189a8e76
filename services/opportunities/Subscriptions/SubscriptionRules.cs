using System.Collections.Immutable;
using System.Net;
using SocialEnzyme.Hub.Opportunities.Channels.Webhooks;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Subscriptions;

/// <summary>What a subscription may say, beside its filter.</summary>
internal static class SubscriptionRules
{
    /// <summary>How many one participant may have.</summary>
    public const int MaxPerParticipant = 1_000;

    public const int MaxName = 200;
    public const int MaxUrl = 2_000;

    public static readonly Rejection TooMany = new(ProblemCode.Conflict, new(
        $"Der er allerede {MaxPerParticipant} abonnementer; slet et først.", $"There are already {MaxPerParticipant} subscriptions; delete one first."));

    /// <summary>Everything that is wrong with name, channel and url; the filter has its own rules.</summary>
    public static IEnumerable<FieldError> Check(string? name, Channel? channel, string? url, AddressGuard guard)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxName || name.Any(char.IsControl))
        {
            yield return new("#/name", new(
                $"Skriv et navn på 1 til {MaxName} tegn uden linjeskift.", $"Write a name of 1 to {MaxName} characters without line breaks."));
        }
        switch (channel)
        {
            case null:
                yield return new("#/channel", new("Skriv feed, grpc eller webhook.", "Write feed, grpc or webhook."));
                break;
            case Channel.Webhook when CheckUrl(url, guard) is { } error:
                yield return new("#/url", error);
                break;
            case Channel.Feed or Channel.Grpc when url is not null:
                yield return new("#/url", new("Kun en webhook har en url; lad feltet ude.", "Only a webhook has a url; leave it out."));
                break;
        }
    }

    /// <summary>All that is wrong at once, the errors of the filter and of the topics among them.</summary>
    public static Outcome<(Filter Filter, ImmutableArray<Topic> Topics)> Join(
        List<FieldError> errors, Outcome<Filter> filter, Outcome<ImmutableArray<Topic>> topics)
    {
        if (topics.IsRejected(out var wrongTopics, out var follows))
        {
            errors.AddRange(wrongTopics.Errors);
        }
        if (filter.IsRejected(out var wrongFilter, out var meets))
        {
            return errors.Count == 0 || wrongFilter.Code != ProblemCode.InvalidFields ? wrongFilter : Rejections.Invalid([.. errors, .. wrongFilter.Errors]);
        }
        return errors.Count > 0 ? Rejections.Invalid(errors) : (meets, follows);
    }

    private static Text? CheckUrl(string? url, AddressGuard guard)
    {
        if (url is null || url.Length > MaxUrl || url.Any(char.IsControl) || !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("https" or "http") || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0 || uri.Host.Length == 0)
        {
            return new($"Skriv en absolut https-adresse på højst {MaxUrl} tegn, uden bruger og fragment.",
                $"Write an absolute https address of at most {MaxUrl} characters, without user and fragment.");
        }
        // Names are judged when they are dialled; an address that is written out can be judged now.
        if (IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var address) && !guard.MayDial(address, uri.Scheme == Uri.UriSchemeHttps))
        {
            return new("Adressen er ikke offentlig; hubben sender ikke dertil.", "The address is not public; the hub does not send there.");
        }
        return uri.Scheme == Uri.UriSchemeHttp && !guard.AllowsAnyPrivate
            ? new("Brug https.", "Use https.")
            : null;
    }
}
