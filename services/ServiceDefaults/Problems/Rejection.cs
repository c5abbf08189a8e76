namespace SocialEnzyme.Hub.ServiceDefaults.Problems;

/// <summary>A field that was wrong, and what to write instead.</summary>
/// <param name="Pointer">A JSON pointer as a fragment: #/place/latitude.</param>
public sealed record FieldError(string Pointer, Text Detail);

/// <summary>An expected refusal: a value that a door turns into a problem or a gRPC status.</summary>
public sealed record Rejection(ProblemCode Code, Text Detail)
{
    /// <summary>The fields concerned, all of them, not only the first.</summary>
    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    /// <summary>How long to wait before trying again.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
