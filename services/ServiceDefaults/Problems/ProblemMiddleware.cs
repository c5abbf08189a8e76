using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.ServiceDefaults.Problems;

/// <summary>Gives every refused or failed REST request a problem, so that no caller ever meets an empty answer or a stack trace.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true)
        {
            await next(context);
            // gRPC answers 200 and says the rest in its trailers: this was a call to REST that named the wrong type.
            await ExplainEmptyAsync(context);
            return;
        }
        try
        {
            await next(context);
        }
        catch (Exception error) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            // Headers of the answer that was meant, an ETag or a length, do not belong to the problem.
            context.Response.Clear();
            await ProblemAnswers.WriteAsync(context, Explain(error));
            return;
        }
        await ExplainEmptyAsync(context);
    }

    private static Task ExplainEmptyAsync(HttpContext context) =>
        context.Response is { HasStarted: false, ContentLength: null, ContentType: null } && Explain(context.Response.StatusCode) is { } rejection
            ? ProblemAnswers.WriteAsync(context, rejection)
            : Task.CompletedTask;

    internal Rejection Explain(Exception error)
    {
        switch (error)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Rejections.TooLarge(ServiceDefaultsExtensions.MaxBodyBytes);
            case BadHttpRequestException:
                return new(ProblemCode.MalformedRequest, new("Forespørgslen er ikke gyldig HTTP.", "The request is not valid HTTP."));
            case var _ when FailurePolicy.IsTransient(error):
                LogUnavailable(error);
                return Unavailable;
            default:
                LogFault(error);
                return Fault;
        }
    }

    internal static readonly Rejection Unavailable = new(ProblemCode.Unavailable,
        new("Databasen svarer ikke lige nu; intet er gemt. Prøv igen.", "The database does not answer just now; nothing was saved. Try again."))
    { RetryAfter = TimeSpan.FromSeconds(1) };

    internal static readonly Rejection Fault = new(ProblemCode.Internal,
        new("Noget gik galt hos os; nævn traceId, hvis du skriver til os.", "Something went wrong on our side; name the traceId if you write to us."));

    private static Rejection? Explain(int status) => status switch
    {
        400 => new(ProblemCode.MalformedRequest, new(
            "En værdi i stien eller forespørgslen kan ikke læses; se API-beskrivelsen.",
            "A value in the path or the query cannot be read; see the API description.")),
        404 => new(ProblemCode.NotFound, new("Der er intet på denne adresse.", "There is nothing at this address.")),
        405 => new(ProblemCode.MethodNotAllowed, new("Se Allow for de metoder, der kan bruges.", "See Allow for the methods that can be used.")),
        415 => new(ProblemCode.UnsupportedMediaType, new("Send application/json.", "Send application/json.")),
        _ => null,
    };

    [LoggerMessage(1001, LogLevel.Error, "A request failed")]
    private partial void LogFault(Exception error);

    [LoggerMessage(1002, LogLevel.Warning, "A request found the database away")]
    private partial void LogUnavailable(Exception error);
}
