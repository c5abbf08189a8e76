using SocialEnzyme.Hub.Contracts.Offers.V1;

namespace SocialEnzyme.Hub.Offers;

/// <summary>The gRPC door of offers.</summary>
internal sealed class OffersGrpc : OffersService.OffersServiceBase;
