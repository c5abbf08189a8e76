using SocialEnzyme.Hub.Contracts.Partnerships.V1;

namespace SocialEnzyme.Hub.Partnerships;

/// <summary>The gRPC door of partnerships; the same handlers as REST.</summary>
internal sealed class PartnershipsGrpc : PartnershipsService.PartnershipsServiceBase;
