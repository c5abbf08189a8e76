namespace SocialEnzyme.Hub.Contracts.Events;

/// <summary>Events of one type in one message of the broker, each with an identity and a trace of its own: what a message costs is paid once for all.</summary>
public sealed record Bundle<T>(IReadOnlyList<Bundled<T>> Events) where T : class;

/// <summary>An event of a bundle; it counts as if it had come alone.</summary>
/// <param name="Id">The publisher's outbox row: the message id of an event that comes alone.</param>
/// <param name="Traceparent">The publisher's call.</param>
/// <param name="Relay">The span that sent it, under which its consumption is traced; null when nobody records.</param>
public sealed record Bundled<T>(Guid Id, string? Traceparent, string? Relay, T Event) where T : class;

/// <summary>Many events of this type happen at once: those that wait to be sent go together. Who listens to the type listens to its bundles too.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SentInBundlesAttribute : Attribute;
