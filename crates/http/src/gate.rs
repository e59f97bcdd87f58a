//! The way in: what every request passes before a handler, and every answer on its way out.

use std::time::Duration;

use futures_util::StreamExt;
use poem::{
    Body, Endpoint, EndpointExt, IntoEndpoint, IntoResponse, Middleware, Request, Response, Route,
    endpoint::BoxEndpoint,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::CatchPanic,
};

use crate::{
    App, BASE_PATH, feeds, info, look, my_data, one_click,
    problem::{Problem, from_poem},
    request::Context,
    routes, sign_in_pages, spec,
};

/// What is no page runs nothing, loads nothing and is framed by nobody; pages say for themselves what they need.
const POLICY: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";
/// The documentation brings its own script, in the page itself.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; \
     font-src data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";
/// Where people reach the service by TLS, they shall come by it for two years.
const BY_TLS: &str = "max-age=63072000; includeSubDomains";

/// The whole server as one endpoint. What is asked for at no address of the API is asked of `pages`.
pub fn endpoint(app: App, pages: impl IntoEndpoint<Endpoint: 'static>) -> BoxEndpoint<'static, Response> {
    let service = spec::service();
    let docs = service.swagger_ui();
    let routes = Route::new()
        .nest(BASE_PATH, service)
        .nest("/docs", docs)
        .at("/openapi", poem::get(info::openapi))
        .at("/health", poem::get(info::health))
        .at("/ready", poem::get(info::ready))
        .at("/avanmal/:reference", poem::get(one_click::ask_unsubscription).post(one_click::unsubscribe))
        .at("/avboka/:reference", poem::get(one_click::ask_cancellation).post(one_click::cancel))
        .at(format!("{}/:reference", feeds::PATH), poem::get(feeds::read))
        .at("/logga-in", poem::get(sign_in_pages::ask_address).post(sign_in_pages::take_address))
        .at("/logga-in/:token", poem::get(sign_in_pages::show_link).post(sign_in_pages::follow_link))
        .at("/inloggningskod", poem::post(sign_in_pages::take_code))
        .at("/inloggning", poem::post(sign_in_pages::leave))
        .at("/inloggning/:provider", poem::get(sign_in_pages::come_back))
        .at("/valkommen/:token", poem::get(sign_in_pages::ask_first).post(sign_in_pages::take_first))
        .at("/demo", poem::get(sign_in_pages::show_demo).post(sign_in_pages::visit_demo))
        .at("/konto", poem::get(sign_in_pages::show_account))
        .at("/konto/roll", poem::post(sign_in_pages::act_as))
        .at("/konto/avslut", poem::post(sign_in_pages::end))
        .at("/konto/tvasteg", poem::get(sign_in_pages::show_factors).post(sign_in_pages::add_app))
        .at("/konto/tvasteg/koder", poem::post(sign_in_pages::renew_codes))
        .at("/konto/tvasteg/avslut", poem::post(sign_in_pages::remove_factor))
        .at("/bekrafta", poem::get(sign_in_pages::ask_code).post(sign_in_pages::take_factor_code))
        .at("/mina-uppgifter", poem::get(my_data::show_my_data))
        .at("/logga-ut", poem::post(sign_in_pages::sign_out))
        .at("/page.css", poem::get(look::style))
        .nest_no_strip("/", pages);
    // Inside the gate, so that errors become problems in the caller's language.
    let gate = Gate { app: app.clone() };
    routes.data(app).with(gate).with(CatchPanic::new().with_handler(panicked)).boxed()
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("request handler panicked");
    Problem::from(persistence::Error::Fault("panic".into())).into_response()
}

struct Gate {
    app: App,
}

impl<E: Endpoint<Output: IntoResponse>> Middleware<E> for Gate {
    type Output = GateEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        GateEndpoint { inner, app: self.app.clone() }
    }
}

struct GateEndpoint<E> {
    inner: E,
    app: App,
}

impl<E: Endpoint<Output: IntoResponse>> Endpoint for GateEndpoint<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let context = Context::of(&request);
        let traceparent = request.headers().get("traceparent").filter(|value| is_traceparent(value)).cloned();
        let path = context.path.clone();
        let docs = path.starts_with("/docs");
        let method = request.method().clone();
        let mut response = context.scope(self.answer(request)).await;
        told(&method, &path, response.status());
        if response.status() == StatusCode::METHOD_NOT_ALLOWED {
            let allow = routes::allowed(&path).and_then(|methods| HeaderValue::from_str(&methods).ok());
            response.headers_mut().extend(allow.map(|methods| (header::ALLOW, methods)));
        }
        add_headers(&mut response, traceparent);
        response.headers_mut().entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(if docs {
            DOCS_POLICY
        } else {
            POLICY
        }));
        if !docs {
            response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        }
        if self.app.is_https() {
            response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(BY_TLS));
        }
        Ok(response)
    }
}

/// Says in the log that somebody was refused something, and what: by the operation, since addresses may hold what is
/// personal. Who it was is not told. Only then is the operation looked up: the first time, that reads the whole document.
fn told(method: &Method, path: &str, status: StatusCode) {
    let code = status.as_u16();
    if !matches!(code, 401 | 403 | 404 | 429) {
        return tracing::debug!(http.method = %method, http.status = code, "answered");
    }
    let route = routes::template(path).unwrap_or_default();
    if code != 404 || !route.is_empty() {
        tracing::info!(http.method = %method, http.route = route, http.status = code, "refused");
    }
}

impl<E: Endpoint<Output: IntoResponse>> GateEndpoint<E> {
    async fn answer(&self, mut request: Request) -> Response {
        if request.method() != Method::GET {
            let read = read_body(&mut request, self.app.limits.body_bytes_max, self.app.limits.body_timeout).await;
            if let Err(mut refused) = read {
                // What is left of the body is not read, so the connection ends; a client that was not told would send
                // its next request into it.
                refused.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
                return refused;
            }
        }
        match self.inner.call(request).await {
            Ok(answer) => answer.into_response(),
            Err(error) => from_poem(error),
        }
    }
}

/// How many times the longest body is read, and thrown away, from a client that sends more: one that is still writing
/// when the connection ends does not see why.
const DISCARDED_MAX: usize = 4;

/// Reads the body within its limits, before anything else looks at it: the framework's own readers have none
/// (trap K4).
async fn read_body(request: &mut Request, bytes_max: usize, timeout: Duration) -> Result<(), Response> {
    let refuse = |status, code| crate::problem::plain(status, code);
    match tokio::time::timeout(timeout, collect(request.take_body(), bytes_max)).await {
        Ok(Ok(Some(bytes))) => {
            request.set_body(Body::from(bytes));
            Ok(())
        }
        Ok(Ok(None)) => Err(refuse(StatusCode::PAYLOAD_TOO_LARGE, "bodyTooLarge")),
        Ok(Err(_)) => Err(refuse(StatusCode::BAD_REQUEST, "invalidInput")),
        Err(_) => Err(refuse(StatusCode::REQUEST_TIMEOUT, "bodyTimeout")),
    }
}

/// The whole body, or none when it is longer than it may be. Never holds more than that.
async fn collect(body: Body, bytes_max: usize) -> std::io::Result<Option<Vec<u8>>> {
    let mut stream = body.into_bytes_stream();
    let (mut kept, mut length) = (Vec::new(), 0_usize);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        length = length.saturating_add(chunk.len());
        if length > bytes_max.saturating_mul(DISCARDED_MAX) {
            break;
        }
        if length <= bytes_max {
            kept.extend_from_slice(&chunk);
        }
    }
    Ok((length <= bytes_max).then_some(kept))
}

/// Whether a header is a trace context of W3C's first version; anything else is not passed on.
fn is_traceparent(value: &HeaderValue) -> bool {
    let Ok(text) = value.to_str() else { return false };
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [2, 32, 16, 2] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn add_headers(response: &mut Response, traceparent: Option<HeaderValue>) {
    let status = response.status();
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    if let Some(traceparent) = traceparent {
        headers.insert("traceparent", traceparent);
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
}
