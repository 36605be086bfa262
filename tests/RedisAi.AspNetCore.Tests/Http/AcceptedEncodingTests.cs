using Microsoft.Extensions.Primitives;
using RedisAi.AspNetCore.Http;

namespace RedisAi.AspNetCore.Tests.Http;

public sealed class AcceptedEncodingTests
{
    [Theory]
    [InlineData("gzip", true)]
    [InlineData("GZip", true)]
    [InlineData("x-gzip", true)]
    [InlineData("*", true)]
    [InlineData(" deflate , gzip ", true)]
    [InlineData("gzip;q=1.0", true)]
    [InlineData("gzip ; q=0.001", true)]
    [InlineData("br;q=1, *;q=0.1", true)]
    [InlineData("", false)]
    [InlineData("identity", false)]
    [InlineData("br", false)]
    [InlineData("gzipped", false)]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip;q=0.000", false)]
    [InlineData("*, gzip;q=0", false)]
    [InlineData("gzip;q=0, *", false)]
    [InlineData("*;q=0", false)]
    [InlineData("gzip;q=many", false)]
    [InlineData("gzip;", false)]
    public void Client_takes_gzip_when_it_says_so(string header, bool takes) => Assert.Equal(takes, AcceptedEncoding.TakesGzip(header));

    [Fact]
    public void Header_may_be_absent_or_come_twice()
    {
        Assert.False(AcceptedEncoding.TakesGzip(StringValues.Empty));
        Assert.True(AcceptedEncoding.TakesGzip(new StringValues(["br", "gzip"])));
    }
}
