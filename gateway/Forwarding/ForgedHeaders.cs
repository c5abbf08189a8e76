namespace SocialEnzyme.Hub.Gateway.Forwarding;

/// <summary>Headers in which a caller might pretend to be somebody or somewhere else: none of them goes on.</summary>
internal static class ForgedHeaders
{
    public static readonly IReadOnlyList<string> Names =
    [
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Forwarded-Port",
        "X-Forwarded-Method", "X-Forwarded-Uri", "X-Real-IP", "X-Original-For", "X-Original-Host", "X-Original-Proto", "X-Original-URL",
        "X-Rewrite-URL", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "hub-traceparent", "Cookie",
    ];
}
