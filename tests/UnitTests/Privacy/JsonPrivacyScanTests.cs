using System.Text;
using SocialEnzyme.Hub.ServiceDefaults.Privacy;

namespace SocialEnzyme.Hub.UnitTests.Privacy;

public sealed class JsonPrivacyScanTests
{
    [Theory]
    [InlineData("""{"place":{"street":"Nygade 4, cpr 211062-5629"}}""", "#/place/street")]
    [InlineData("""{"contacts":[{"note":"ok"},{"note":"2110625629"}]}""", "#/contacts/1/note")]
    [InlineData("""["ok",["2110625629"]]""", "#/1/0")]
    [InlineData("\"2110625629\"", "#")]
    [InlineData("""{"number":2110625629}""", "#/number")]
    [InlineData("""{"number":2.110625629e9}""", "#/number")]
    [InlineData("""{"number":-2110625629.0}""", "#/number")]
    [InlineData("""{"number":211062.5629}""", "#/number")]
    [InlineData("""{"number":101801234}""", "#/number")] // its first zero is lost
    [InlineData("""{"title":"\u0032110625629"}""", "#/title")]
    [InlineData("""{"title":"２１１０６２５６２９"}""", "#/title")]
    [InlineData("""{"parts":["211062","5629"]}""", "#/parts/1")]
    [InlineData("""{"parts":["21","10","62","56","29"]}""", "#/parts/4")]
    [InlineData("""{"parts":["one","two","three","four","five","six","211062-","5629"]}""", "#/parts/7")]
    [InlineData("""{"a/b~c":"2110625629"}""", "#/a~1b~0c")]
    [InlineData("""{"cpr":"3112994321"}""", "#/cpr")]
    [InlineData("""{"cpr":["311299","4321"]}""", "#/cpr/1")]
    [InlineData("""{"pNumber":"211062-5629"}""", "#/pNumber")]
    public void A_number_is_found_where_it_stands(string json, string place)
    {
        var finding = Scan(json);
        Assert.Equal((place, CprCertainty.Certain), (finding?.FieldPointer, finding?.Certainty));
    }

    [Theory]
    [InlineData("""{"pNumber":"2110625629","ean":"5798000421646"}""")]
    [InlineData("""{"pNumber":2110625629}""")]
    [InlineData("""{"latitude":55.6760968123,"longitude":12.2110625629}""")]
    [InlineData("""{"id":"3f2504e0-4f89-41d3-9a0c-0305e82c3301","municipality":"0101","municipalities":["0101","0147","0151","0153"]}""")]
    [InlineData("""{"weeks":[10,11,12,13,14,15],"postcodes":["2100","8000","5000"],"version":1790000000}""")]
    [InlineData("""{"from":"2026-11-22T05:51:00Z","phone":"+45 33 12 34 56","cvr":"13748136"}""")]
    [InlineData("{}")]
    [InlineData("")]
    public void What_is_no_ones_number_passes(string json) => Assert.Null(Scan(json));

    [Theory]
    [InlineData("""{"notes":{"211062-5629":"x"}}""", "#/notes/hidden")]
    [InlineData("""{"２１１０６２５６２９":{"a":"2110625629"}}""", "#/hidden")]
    [InlineData("""{"211062":{"5629":"cpr 2110625629"}}""", "#/hidden/hidden")]
    public void A_number_in_a_name_is_found_and_never_repeated(string json, string place) =>
        Assert.Equal(place, Scan(json)?.FieldPointer);

    [Theory]
    [InlineData("""{"title":"211062-5629",}""")]
    [InlineData("""{"title":"211062-5629" """)]
    [InlineData("""211062-5629""")]
    public void What_is_not_JSON_is_scanned_as_text(string text)
    {
        Assert.Equal(CprCertainty.Certain, Scan(text)?.Certainty);
        Assert.Equal(CprCertainty.Certain, JsonPrivacyScan.Scan([0xFF, .. Encoding.UTF8.GetBytes(text)], Some.Today)?.Certainty);
    }

    [Fact]
    public void Bad_UTF8_and_half_surrogate_pairs_hide_nothing()
    {
        Assert.NotNull(JsonPrivacyScan.Scan([.. "\""u8, 0xFF, .. " 211062-5629\""u8], Some.Today));
        Assert.NotNull(Scan("""{"title":"\ud83d 211062-5629"}"""));
    }

    [Fact]
    public void A_document_nested_too_deep_is_still_scanned() =>
        Assert.NotNull(Scan($"{new string('[', 500)}\"2110625629\"{new string(']', 500)}"));

    [Fact]
    public void The_deepest_allowed_document_is_walked() =>
        Assert.Equal(
            "#" + string.Concat(Enumerable.Repeat("/0", 64)),
            Scan($"{new string('[', 64)}\"2110625629\"{new string(']', 64)}")?.FieldPointer);

    [Fact]
    public void A_certain_number_outweighs_a_possible_one_before_it()
    {
        Assert.Equal("#/b", Scan("""{"a":"311299-4321","b":"211062-5629"}""")?.FieldPointer);
        Assert.Equal(PrivacyFinding.DetectedCode, Scan("""{"a":"211062-5629"}""")?.Code);
        Assert.Equal(PrivacyFinding.PossibleCode, Scan("""{"a":"311299-4321"}""")?.Code);
    }

    private static PrivacyFinding? Scan(string json) => JsonPrivacyScan.Scan(Encoding.UTF8.GetBytes(json), Some.Today);

    private static class Some
    {
        public static DateOnly Today { get; } = new(2026, 11, 22);
    }
}
