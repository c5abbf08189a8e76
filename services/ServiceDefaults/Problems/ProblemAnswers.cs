using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace SocialEnzyme.Hub.ServiceDefaults.Problems;

/// <summary>Turns an outcome into what a door answers.</summary>
public static class ProblemAnswers
{
    /// <summary>The value as the door wants it, or the problem.</summary>
    public static IResult ToHttp<T>(this Outcome<T> outcome, Func<T, IResult> answer) =>
        outcome.IsRejected(out var rejection, out var value) ? rejection.ToHttp() : answer(value);

    /// <summary>The problem as application/problem+json.</summary>
    public static IResult ToHttp(this Rejection rejection) => new ProblemResult(rejection);

    /// <summary>The value, or the status with its code and fields in the trailers.</summary>
    /// <exception cref="RpcException">The outcome is a rejection.</exception>
    public static T OrThrow<T>(this Outcome<T> outcome, ServerCallContext context) =>
        outcome.IsRejected(out var rejection, out var value)
            ? throw rejection.ToRpc(context.RequestHeaders.GetValue("accept-language"))
            : value;

    /// <summary>The status, with the same code as in REST in the trailer problem-code and the whole document in problem-errors-bin.</summary>
    public static RpcException ToRpc(this Rejection rejection, string? acceptLanguage)
    {
        var document = ProblemDocument.From(rejection, acceptLanguage);
        return new RpcException(
            new Status(rejection.Code.Grpc, document.Detail),
            new Metadata { { "problem-code", document.Code }, { "problem-errors-bin", document.ToTrailer() } });
    }

    /// <summary>Answers a request before it reached its handler: with the problem, or in gRPC with the status in the headers (trailers-only).</summary>
    public static Task AnswerAsync(HttpContext context, Rejection rejection)
    {
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true)
        {
            return WriteAsync(context, rejection);
        }
        var document = ProblemDocument.From(rejection, context.Request.Headers.AcceptLanguage);
        var headers = context.Response.Headers;
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/grpc";
        headers["grpc-status"] = ((int)rejection.Code.Grpc).ToString(CultureInfo.InvariantCulture);
        headers["grpc-message"] = Uri.EscapeDataString(document.Detail);
        headers["problem-code"] = document.Code;
        headers["problem-errors-bin"] = Convert.ToBase64String(document.ToTrailer());
        return Task.CompletedTask;
    }

    /// <summary>Writes the problem as the answer to this request.</summary>
    public static async Task WriteAsync(HttpContext context, Rejection rejection)
    {
        var document = ProblemDocument.From(rejection, context.Request.Headers.AcceptLanguage);
        context.Response.StatusCode = document.Status;
        context.Response.ContentType = "application/problem+json; charset=utf-8";
        if (rejection.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
        var utf8 = document.ToUtf8();
        context.Response.ContentLength = utf8.Length;
        await context.Response.Body.WriteAsync(utf8, context.RequestAborted);
    }

    private sealed class ProblemResult(Rejection rejection) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, rejection);
    }
}
