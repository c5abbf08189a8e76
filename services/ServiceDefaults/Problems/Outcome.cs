using System.Diagnostics.CodeAnalysis;

namespace SocialEnzyme.Hub.ServiceDefaults.Problems;

/// <summary>What a use case answers: a value, or a rejection the caller can act on.</summary>
public readonly struct Outcome<T>
{
    private readonly T? _value;
    private readonly Rejection? _rejection;

    private Outcome(T? value, Rejection? rejection)
    {
        _value = value;
        _rejection = rejection;
    }

    /// <summary>True, and the rejection, when it was refused; else the value.</summary>
    public bool IsRejected([NotNullWhen(true)] out Rejection? rejection, [MaybeNullWhen(true)] out T value)
    {
        rejection = _rejection;
        value = _value;
        return rejection is not null;
    }

    /// <summary>The same answer with another value.</summary>
    public Outcome<TOther> Map<TOther>(Func<T, TOther> map) =>
        IsRejected(out var rejection, out var value) ? rejection : map(value);

#pragma warning disable CA2225 // The conversions are the point: a handler returns a value or a rejection as it is.
    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Rejection rejection) => new(default, rejection);
#pragma warning restore CA2225
}
