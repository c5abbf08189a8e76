using Npgsql;

namespace SocialEnzyme.Hub.IntegrationTests.Partnerships;

/// <summary>
/// kill -9 at every step of an activation: each call is stopped once before it arrives and once after it had its effect, then the one who asked, or
/// the one who was asked, is killed. It settles every time with all confirmed, or with all returned.
/// </summary>
public sealed class ActivationKillTests(ActivationHub hub) : IClassFixture<ActivationHub>
{
    private static readonly string[] Good = ["GetOffer", "ReserveContribution", "GetNeed", "ReservePlaces", "ConfirmReservation", "ConfirmReservation"];

    // Nothing is left of the need: what is held of the offer goes back, and the place that was never held, too.
    private static readonly string[] Refused = ["GetOffer", "ReserveContribution", "GetNeed", "ReservePlaces", "ReturnReservation", "ReturnReservation"];

    // The hold of the place runs out before it is confirmed: what is confirmed of the offer goes back.
    private static readonly string[] Lapsed = [.. Good, "ReturnReservation", "ReturnReservation"];

    public static TheoryData<int, Moment, string> StepsOfGood => Steps(1, Good.Length, 3);

    public static TheoryData<int, Moment, string> StepsOfRefused => Steps(4, Refused.Length, 4);

    public static TheoryData<int, Moment, string> StepsOfLapsed => Steps(6, Lapsed.Length, 6);

    [Theory]
    [MemberData(nameof(StepsOfGood))]
    public async Task All_is_confirmed_whoever_is_killed_at_whatever_step(int call, Moment moment, string victim)
    {
        var promise = await hub.PromiseAsync();
        var stopped = hub.Calls.StopAt(call, moment);
        await promise.AgreeAsync();
        await KillAsync(await stopped, Good[call - 1], victim);
        await promise.ActiveAsync();
    }

    [Theory]
    [MemberData(nameof(StepsOfRefused))]
    public async Task All_is_returned_when_one_is_refused_whoever_is_killed_at_whatever_step(int call, Moment moment, string victim)
    {
        var promise = await hub.PromiseAsync(places: 1);
        await promise.FillNeedAsync(1);
        var stopped = hub.Calls.StopAt(call, moment);
        await promise.AgreeAsync();
        await KillAsync(await stopped, Refused[call - 1], victim);
        await promise.ReturnedAsync("not enough is left");
    }

    [Theory]
    [MemberData(nameof(StepsOfLapsed))]
    public async Task What_was_confirmed_is_returned_when_a_hold_ran_out_whoever_is_killed_at_whatever_step(int call, Moment moment, string victim)
    {
        var promise = await hub.PromiseAsync();
        // First it is stopped where the place is about to be confirmed, and the hold runs out meanwhile.
        var stopped = hub.Calls.StopAt(6, Moment.BeforeItArrives);
        await promise.AgreeAsync();
        Assert.Equal("ConfirmReservation", await Within(stopped));
        await promise.LapseAsync();
        // That call is lost and made again: the first one from here on.
        var again = hub.Calls;
        var next = call - 5;
        again.Release();
        stopped = again.StopAt(next, moment);
        await KillAsync(await Within(stopped), Lapsed[call - 1], victim);
        await promise.ReturnedAsync("the time of the reservation was up");
    }

    [Theory]
    [InlineData("partnerships")]
    [InlineData("activations")]
    public async Task All_is_confirmed_although_partnerships_is_killed_in_the_middle_of_writing_it_down(string table)
    {
        var promise = await hub.PromiseAsync();
        var stopped = hub.Calls.StopAt(6, Moment.BeforeItsAnswer);
        await promise.AgreeAsync();
        Assert.Equal("ConfirmReservation", await Within(stopped));
        await using (var connection = await hub.Database("partnerships").OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            // All is confirmed; the note of it, or the step that makes it active, waits for this row.
            var column = table == "partnerships" ? "id" : "partnership_id";
#pragma warning disable CA2100 // One of two words of this test.
            await using var lockIt = new NpgsqlCommand($"SELECT 1 FROM {table} WHERE {column} = $1 FOR UPDATE", connection, transaction) { Parameters = { new() { Value = promise.Id } } };
#pragma warning restore CA2100
            await lockIt.ExecuteScalarAsync();
            hub.Calls.Release();
            await Support.Eventually.Is("it waits for the row", async () => await hub.CountAsync(
                "partnerships", "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0);
            await hub.KillAsync("partnerships", isHurried: false);
        }
        await promise.ActiveAsync();
    }

    private async Task KillAsync(string call, string expected, string victim)
    {
        Assert.Equal(expected, call);
        await hub.KillAsync(victim);
        hub.Calls.Release();
    }

    private static async Task<string> Within(Task<string> stopped) => await stopped.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Each call of the story, at both moments, with both of those who take part in it.</summary>
    /// <param name="firstOfNeeds">From here on to the end of the reserving it is needs that is asked.</param>
    private static TheoryData<int, Moment, string> Steps(int from, int to, int firstOfNeeds)
    {
        var data = new TheoryData<int, Moment, string>();
        for (var call = from; call <= to; call++)
        {
            var asked = firstOfNeeds switch
            {
                // offers, offers, needs, needs, offers, needs
                3 => call is 3 or 4 or 6 ? "needs" : "offers",
                // …, needs; offers, needs
                4 => call is 4 or 6 ? "needs" : "offers",
                // …, needs; offers, needs
                _ => call is 6 or 8 ? "needs" : "offers",
            };
            foreach (var moment in Enum.GetValues<Moment>())
            {
                data.Add(call, moment, "partnerships");
                data.Add(call, moment, asked);
            }
        }
        return data;
    }
}
