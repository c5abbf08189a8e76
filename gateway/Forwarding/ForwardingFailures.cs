using SocialEnzyme.Hub.ServiceDefaults;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using Yarp.ReverseProxy.Forwarder;

namespace SocialEnzyme.Hub.Gateway.Forwarding;

/// <summary>Explains what YARP answers with a bare status: a service that is away, a body that is too large.</summary>
internal sealed partial class ForwardingFailures(RequestDelegate next, ILogger<ForwardingFailures> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.Features.Get<IForwarderErrorFeature>() is { } error && !context.RequestAborted.IsCancellationRequested)
        {
            LogFailed(error.Error, error.Exception?.Message);
            if (!context.Response.HasStarted)
            {
                context.Response.Headers.Remove("grpc-status");
                await ProblemAnswers.AnswerAsync(context, Explain(context, error));
            }
        }
        else if (context is { Response: { StatusCode: StatusCodes.Status503ServiceUnavailable, HasStarted: false, ContentType: null } })
        {
            await ProblemAnswers.AnswerAsync(context, Answers.ServiceAway);
        }
    }

    private static Rejection Explain(HttpContext context, IForwarderErrorFeature error) => (context.Response.StatusCode, FaultOfClient(error.Exception)) switch
    {
        (StatusCodes.Status413PayloadTooLarge, _) or (_, { StatusCode: StatusCodes.Status413PayloadTooLarge }) => Rejections.TooLarge(MaxBytes(context)),
        (StatusCodes.Status400BadRequest or StatusCodes.Status408RequestTimeout, not null) => BadRequest,
        _ => Answers.ServiceAway,
    };

    // A service that dies while the body is passed on looks to YARP as if the body could not be read: the body is asked for again,
    // for another connection, and is gone. Only what our own server found wrong with it is the client's fault.
    private static BadHttpRequestException? FaultOfClient(Exception? error) => error switch
    {
        BadHttpRequestException fault => fault,
        AggregateException several => several.InnerExceptions.Select(FaultOfClient).FirstOrDefault(fault => fault is not null),
        _ => error?.InnerException is { } inner ? FaultOfClient(inner) : null,
    };

    private static long MaxBytes(HttpContext context) =>
        context.GetReverseProxyFeature().Route.Config.MaxRequestBodySize ?? ServiceDefaultsExtensions.MaxBodyBytes;

    private static readonly Rejection BadRequest = new(ProblemCode.MalformedRequest, new(
        "Forespørgslens krop kom ikke hel frem.", "The body of the request did not arrive whole."));

    [LoggerMessage(6201, LogLevel.Warning, "Forwarding failed, {Error}: {Reason}")]
    private partial void LogFailed(ForwarderError error, string? reason);
}
