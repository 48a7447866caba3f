#!/bin/sh
# Mở một màn hình lớn bằng Chromium toàn màn hình và giữ cho nó luôn chạy.
#
#   sh tools/man-hinh-lon.sh "http://may-chu:8501/man-hinh-lon?ke_hoach=…&ky=…&token=…" [tên]
#
# Mỗi tên ("man-hinh" nếu không ghi) có hồ sơ trình duyệt riêng, nên một máy mở được nhiều màn hình.
# Trình duyệt tắt hay hỏng thì mở lại sau vài giây; bấm Ctrl+C hoặc dừng tiến trình này để thôi.
set -eu

address=${1:-}
name=${2:-man-hinh}
case "$address" in
http://* | https://*) ;;
*)
    printf '%s\n' 'Cách dùng: sh tools/man-hinh-lon.sh "http://máy-chủ:cổng/man-hinh-lon?…" [tên]' >&2
    exit 2
    ;;
esac
case "$name" in
*[!A-Za-z0-9_-]*)
    printf '%s\n' "Tên màn hình chỉ gồm chữ không dấu, số, gạch nối: “$name”." >&2
    exit 2
    ;;
esac

browser=${TRINH_DUYET:-}
for each in chromium chromium-browser google-chrome; do
    [ -n "$browser" ] || browser=$(command -v "$each" || true)
done
if [ -z "$browser" ]; then
    printf '%s\n' 'Không thấy Chromium. Hãy cài: sudo apt-get install chromium' >&2
    exit 1
fi

profile=${XDG_DATA_HOME:-$HOME/.local/share}/thi-dua/$name
mkdir -p "$profile/Default"
origin=$(printf '%s' "$address" | sed 's|^\(https\{0,1\}://[^/]*\).*|\1|')
wait=${CHO_MO_LAI:-3}
child=
stop() {
    trap - INT TERM
    [ -z "$child" ] || kill "$child" 2>/dev/null || true
    exit 0
}
trap stop INT TERM

# Màn hình không được tự tắt; máy không có X thì bỏ qua.
if [ -n "${DISPLAY:-}" ] && command -v xset >/dev/null 2>&1; then
    xset s off -dpms s noblank || true
fi

while :; do
    # Sau khi mất điện, trình duyệt hỏi có khôi phục trang cũ không: trả lời trước cho nó.
    preferences=$profile/Default/Preferences
    if [ -f "$preferences" ]; then
        sed -i 's/"exit_type":"[^"]*"/"exit_type":"Normal"/; s/"exited_cleanly":false/"exited_cleanly":true/' "$preferences"
    fi
    # Địa chỉ nội bộ không có https vẫn giữ được bảng gần nhất khi máy chủ tắt (trang lưu).
    # Đồng hồ của trang không bị làm chậm dù cửa sổ bị che.
    # shellcheck disable=SC2086 # nhiều tùy chọn trong một biến
    "$browser" --kiosk --user-data-dir="$profile" --lang=vi \
        --unsafely-treat-insecure-origin-as-secure="$origin" \
        --disable-background-timer-throttling --disable-renderer-backgrounding \
        --disable-backgrounding-occluded-windows --disable-features=CalculateNativeWinOcclusion,Translate \
        --no-first-run --no-default-browser-check --disable-session-crashed-bubble --noerrdialogs \
        --disable-infobars --disable-pinch --overscroll-history-navigation=0 \
        --check-for-update-interval=31536000 ${TUY_CHON:-} "$address" &
    child=$!
    wait "$child" || true
    child=
    printf '%s\n' "Trình duyệt đã tắt; mở lại sau $wait giây."
    sleep "$wait" &
    child=$!
    wait "$child" || true
done
