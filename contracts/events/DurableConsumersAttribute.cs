namespace SocialEnzyme.Hub.Contracts.Events;

/// <summary>The services that must receive an event: its publisher keeps it until the broker has a queue for them.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DurableConsumersAttribute(params string[] services) : Attribute
{
    /// <summary>Names as in design: opportunities, partnerships, …</summary>
    public IReadOnlyList<string> Services { get; } = services;
}
