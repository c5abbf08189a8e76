using System.Text.Json.Nodes;
using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Offers.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Offers;

public sealed class SeeingTests(OffersFixture hub) : IClassFixture<OffersFixture>
{
    [Fact]
    public async Task What_is_another_s_is_not_there()
    {
        var (owner, stranger) = (hub.App.Rest(SomeOffer.Company()), hub.App.Rest(SomeOffer.Association()));
        var offer = await owner.OfferAsync(SomeOffer.With("hours", 10));
        var held = await owner.ReserveAsync(offer.Id, 1);
        foreach (var answer in new[]
        {
            await stranger.GetOfferAsync(offer.Id, "/balance"),
            await stranger.GetOfferAsync(offer.Id, "/reservations"),
            await stranger.GetOfferAsync(offer.Id, "/history"),
            await stranger.ChangeOfferAsync(offer.Id, new JsonObject { ["title"] = "x" }, "*"),
            await stranger.EndOfferAsync(offer.Id, "x"),
            await stranger.DoAsync(offer.Id, "pause"),
            await stranger.DoAsync(offer.Id, "resume"),
            await stranger.SettleAsync(offer.Id, held.Id, "confirm"),
        })
        {
            Assert.Equal((404, "not-found"), (answer.Status, answer.Code));
        }
        // Others reserve for themselves alone.
        Assert.Equal(["#/participantId"], (await stranger.ReserveAsync(offer.Id, 1, participant: Guid.CreateVersion7())).Pointers);
    }

    [Fact]
    public async Task A_hidden_offer_is_found_and_drawn_on_by_those_it_names_alone()
    {
        var (named, other) = (SomeOffer.Association(), SomeOffer.Association());
        var owner = hub.App.Rest(SomeOffer.Company());
        var offer = await owner.OfferAsync(SomeOffer.With("hours", 10).With("visibility", new JsonObject { ["participants"] = new JsonArray(named.Id) }));
        var (seen, unseen) = (hub.App.Rest(named), hub.App.Rest(other));
        Assert.Equal(404, (await unseen.GetOfferAsync(offer.Id)).Status);
        Assert.Equal(404, (await unseen.ReserveAsync(offer.Id, 1)).Status);
        Assert.DoesNotContain(offer.Id.ToString(), (await unseen.FindOffersAsync("?limit=200")).Text, StringComparison.Ordinal);
        using var channel = hub.App.Grpc(other);
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await new OffersService.OffersServiceClient(channel).GetOfferAsync(new GetOfferRequest { Id = offer.Id.ToString() }));
        Assert.Equal(StatusCode.NotFound, refused.StatusCode);

        var shown = await seen.GetOfferAsync(offer.Id);
        Assert.Equal(200, shown.Status);
        Assert.False(shown.Body.TryGetProperty("visibility", out _));
        Assert.Contains(offer.Id.ToString(), (await seen.FindOffersAsync("?limit=200")).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await seen.ReserveAsync(offer.Id, 1)).Status);

        var local = await owner.OfferAsync(SomeOffer.With("hours", 10).With("visibility", new JsonObject { ["municipalities"] = new JsonArray("0101") }));
        Assert.Equal(404, (await seen.GetOfferAsync(local.Id)).Status);
        Assert.Equal(200, (await hub.App.Rest(Some.Service()).GetOfferAsync(local.Id)).Status);
    }

    [Fact]
    public async Task Whoever_drew_on_an_offer_sees_it_also_when_it_is_hidden_since()
    {
        var (owner, taker) = (hub.App.Rest(SomeOffer.Company()), hub.App.Rest(SomeOffer.Association()));
        var offer = await owner.OfferAsync(SomeOffer.With("hours", 10));
        await taker.ReserveAsync(offer.Id, 1);
        var hidden = new JsonObject { ["visibility"] = new JsonObject { ["participants"] = new JsonArray(Guid.CreateVersion7()) } };
        Assert.Equal(200, (await owner.ChangeOfferAsync(offer.Id, hidden, "*")).Status);
        Assert.Equal(200, (await taker.GetOfferAsync(offer.Id)).Status);
        Assert.Equal(200, (await taker.GetOfferAsync(offer.Id, "/balance")).Status);
        Assert.Equal(404, (await taker.ReserveAsync(offer.Id, 1)).Status);
    }

    [Fact]
    public async Task Offers_are_found_by_what_they_are_and_where_in_pages()
    {
        var owner = hub.App.Rest(SomeOffer.Company());
        var category = $"Kategori-{Guid.CreateVersion7():N}";
        var circle = new JsonObject { ["center"] = new JsonObject { ["latitude"] = 57.05, ["longitude"] = 9.92 }, ["radiusKm"] = 5 };
        var ids = new List<Guid>();
        foreach (var offer in new[]
        {
            SomeOffer.With("hours", 1),
            SomeOffer.With("space", 1).With("area", circle),
            SomeOffer.With("goods", 1).With("area", new JsonObject { ["country"] = true }),
        })
        {
            ids.Add((await owner.OfferAsync(offer.With("categories", new JsonArray(category)))).Id);
        }
        var seeker = hub.App.Rest(SomeOffer.Municipality());
        Assert.Equal([ids[2], ids[1], ids[0]], await FindAsync("&limit=1"));
        Assert.Equal([ids[2], ids[0]], await FindAsync("&municipality=0101"));
        Assert.Equal([ids[2], ids[1]], await FindAsync("&municipality=0851"));
        Assert.Equal([ids[1]], await FindAsync("&kind=space"));
        Assert.Equal(["#/kind", "#/limit", "#/municipality"], (await seeker.FindOffersAsync("?kind=tid&limit=0&municipality=0999")).Pointers.Order());

        async Task<List<Guid>> FindAsync(string query)
        {
            var found = new List<Guid>();
            for (var next = $"?category={category.ToUpperInvariant()}{query}"; next is not null;)
            {
                var page = await seeker.FindOffersAsync(next);
                found.AddRange(page.Items().Select(item => item.GetProperty("id").GetGuid()).Where(ids.Contains));
                next = page.Link?.Split('<', '>')[1]["/v1/offers".Length..];
            }
            return found;
        }
    }

    [Fact]
    public async Task Money_is_applied_for_by_those_who_are_eligible_until_the_deadline()
    {
        var owner = hub.App.Rest(SomeOffer.Association());
        var offer = SomeOffer.With("money", 100_000, "pulje");
        var money = offer["contributions"]![0]!.AsObject();
        money["eligibility"] = new JsonObject { ["sectors"] = new JsonArray("civil") };
        money["deadline"] = DateTimeOffset.UtcNow.AddDays(1).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        var call = await owner.OfferAsync(offer);
        var company = await hub.App.Rest(SomeOffer.Company()).ReserveAsync(call.Id, 10, key: "pulje");
        Assert.Equal((403, "not-eligible"), (company.Status, company.Code));
        var association = hub.App.Rest(SomeOffer.Association());
        Assert.Equal(200, (await association.ReserveAsync(call.Id, 10, key: "pulje")).Status);
        // Its deadline passes, as the hub's clock sees it.
        var yesterday = DateTimeOffset.UtcNow.AddDays(-1).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        await hub.CountAsync("UPDATE offers SET content = jsonb_set(content::jsonb, '{contributions,0,deadline}', to_jsonb($2::text))::text WHERE id = $1 RETURNING 1", call.Id, yesterday);
        var late = await association.ReserveAsync(call.Id, 10, key: "pulje");
        Assert.Equal((409, "deadline-passed"), (late.Status, late.Code));
    }

    [Fact]
    public async Task The_grpc_door_carries_every_call()
    {
        var party = SomeOffer.Company();
        using var channel = hub.App.Grpc(party);
        var client = new OffersService.OffersServiceClient(channel);
        var content = new OfferContent { Title = "Fejemaskine", Description = "Med fører.", Area = new Area { Country = true }, OpenToDrawing = true, BlackoutDates = { "2027-12-24" } };
        content.Contributions.Add(new Contribution { Key = "timer", Kind = ContributionKind.Hours, Quantity = 10 });
        var published = (await client.PublishOfferAsync(new PublishOfferRequest { Content = content })).Offer;
        Assert.Equal((OfferStatus.Open, 1L, 10L), (published.Status, published.Version, Assert.Single(published.Left).Quantity));

        var request = new UpdateOfferRequest { Id = published.Id, Version = 1, Content = new OfferContent { Title = "Ny", Description = "overses" }, UpdateMask = new() { Paths = { "title" } } };
        var changed = (await client.UpdateOfferAsync(request)).Offer;
        Assert.Equal(("Ny", "Med fører.", 2L, "2027-12-24"), (changed.Content.Title, changed.Content.Description, changed.Version, Assert.Single(changed.Content.BlackoutDates)));
        var late = await Assert.ThrowsAsync<RpcException>(async () => await client.UpdateOfferAsync(request));
        Assert.Equal((StatusCode.FailedPrecondition, "version-conflict"), (late.StatusCode, late.Trailers.GetValue("problem-code")));

        var id = Guid.CreateVersion7().ToString();
        var ask = new ReserveContributionRequest { OfferId = published.Id, ReservationId = id, ContributionKey = "timer", Quantity = 4 };
        var held = (await client.ReserveContributionAsync(ask)).Reservation;
        Assert.Equal((id, ReservationState.Held, party.Id.ToString()), (held.Id, held.State, held.ParticipantId));
        Assert.Equal(held, (await client.ReserveContributionAsync(ask)).Reservation);
        Assert.Equal(ReservationState.Confirmed, (await client.ConfirmReservationAsync(new ConfirmReservationRequest { ReservationId = id })).Reservation.State);
        var balance = await client.GetBalanceAsync(new GetBalanceRequest { OfferId = published.Id });
        Assert.Equal((0L, 4L, 6L), (balance.Balances[0].Held, balance.Balances[0].Confirmed, balance.Balances[0].Left));
        Assert.Equal(["offered", "held", "confirmed"], balance.Movements.Select(movement => movement.What));
        Assert.Equal(ReservationState.Returned, (await client.ReturnReservationAsync(new ReturnReservationRequest { ReservationId = id })).Reservation.State);
        var tooMany = await Assert.ThrowsAsync<RpcException>(async () =>
            await client.ReserveContributionAsync(new ReserveContributionRequest { OfferId = published.Id, ContributionKey = "timer", Quantity = 11 }));
        Assert.Equal((StatusCode.FailedPrecondition, "nothing-left"), (tooMany.StatusCode, tooMany.Trailers.GetValue("problem-code")));

        Assert.Equal(OfferStatus.Paused, (await client.PauseOfferAsync(new PauseOfferRequest { Id = published.Id })).Offer.Status);
        Assert.Equal(OfferStatus.Open, (await client.ResumeOfferAsync(new ResumeOfferRequest { Id = published.Id })).Offer.Status);
        Assert.Contains((await client.ListOffersAsync(new ListOffersRequest { Mine = true, Kind = ContributionKind.Hours })).Offers, offer => offer.Id == published.Id);
        Assert.Equal(OfferStatus.Withdrawn, (await client.WithdrawOfferAsync(new WithdrawOfferRequest { Id = published.Id, Reason = "Slut." })).Offer.Status);

        var forbidden = await Assert.ThrowsAsync<RpcException>(async () => await client.ListEventsAsync(new ListEventsRequest()));
        Assert.Equal(StatusCode.PermissionDenied, forbidden.StatusCode);
        using var service = hub.App.Grpc(Some.Service());
        var reader = new OffersService.OffersServiceClient(service);
        // They are listed once nothing before them can still come.
        await Eventually.Is("its end is among the retained events", async () => (await reader.ListEventsAsync(new ListEventsRequest())).Events
            .Any(item => item.Type == "OfferWithdrawn" && item.Body.Contains(published.Id, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("area.center.latitude")]
    [InlineData("window.from")]
    [InlineData("visibility.municipalities")]
    public async Task A_mask_may_name_a_part_of_what_is_not_there(string path)
    {
        using var channel = hub.App.Grpc(SomeOffer.Company());
        var client = new OffersService.OffersServiceClient(channel);
        var content = new OfferContent { Title = "Timer", Description = "To.", Area = new Area { Country = true } };
        content.Contributions.Add(new Contribution { Key = "timer", Kind = ContributionKind.Hours, Quantity = 10 });
        var published = (await client.PublishOfferAsync(new PublishOfferRequest { Content = content })).Offer;
        var request = new UpdateOfferRequest { Id = published.Id, Version = 1, UpdateMask = new() { Paths = { path } } };
        try
        {
            Assert.Equal(published.Id, (await client.UpdateOfferAsync(request)).Offer.Id);
        }
        catch (RpcException refused)
        {
            // A center beside the whole country is one way too many to say where.
            Assert.Equal(("area.center.latitude", StatusCode.InvalidArgument), (path, refused.StatusCode));
        }
    }

    [Fact]
    public async Task The_api_document_tells_of_every_way_and_its_problems()
    {
        var document = await hub.App.Anonymous().FindOpenApiAsync();
        var paths = document.GetProperty("paths");
        Assert.Equal("Offers", document.GetProperty("info").GetProperty("title").GetString());
        Assert.Contains("municipality", paths.GetProperty("/v1/offers").GetProperty("get").GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
        var reserve = paths.GetProperty("/v1/offers/{id}/reservations").GetProperty("post");
        Assert.True(reserve.GetProperty("responses").TryGetProperty("409", out _));
        Assert.All(paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()), operation =>
        {
            Assert.True(operation.Value.TryGetProperty("summary", out _));
            Assert.True(operation.Value.GetProperty("responses").TryGetProperty("401", out _));
        });
    }
}
