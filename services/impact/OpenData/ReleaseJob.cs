using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace SocialEnzyme.Hub.Impact.OpenData;

/// <summary>The section OpenData of the configuration.</summary>
internal sealed class OpenDataOptions : IValidatableObject
{
    /// <summary>How often it is looked whether a month is over.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Interval <= TimeSpan.Zero)
        {
            yield return new ValidationResult("OpenData: Interval must be positive.");
        }
    }
}

/// <summary>Looks again and again whether a month is over. Any number may: each month is released once.</summary>
internal sealed partial class ReleaseJob(ReleaseMonths months, IOptions<OpenDataOptions> options, TimeProvider clock, ILogger<ReleaseJob> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var month in await months.RunAsync(stoppingToken))
                {
                    LogReleased(month);
                }
            }
            // Whatever it was: what was not released is released next time.
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(error);
            }
            await Task.Delay(options.Value.Interval, clock, stoppingToken);
        }
    }

    [LoggerMessage(7250, LogLevel.Information, "Open data of {Month} was released")]
    private partial void LogReleased(DateOnly month);

    [LoggerMessage(7251, LogLevel.Error, "Releasing open data failed and is tried again later")]
    private partial void LogFailed(Exception error);
}
