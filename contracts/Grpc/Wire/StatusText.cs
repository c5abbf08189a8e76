using System.Globalization;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>The way a status code travels, and what a bare HTTP answer means when there is none.</summary>
internal static class StatusText
{
    private static readonly string[] Known =
        [.. Enum.GetValues<StatusCode>().Select(code => ((int)code).ToString(CultureInfo.InvariantCulture))];

    public static string Format(StatusCode code) =>
        (uint)code < Known.Length ? Known[(int)code] : ((int)code).ToString(CultureInfo.InvariantCulture);

    /// <summary>A number nobody knows is <see cref="StatusCode.Unknown"/>, not a broken call.</summary>
    public static StatusCode Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < Known.Length
            ? (StatusCode)number
            : StatusCode.Unknown;

    public static StatusCode FromHttp(int httpStatus) => httpStatus switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };
}
